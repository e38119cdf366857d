#include "lib/rpm/rewrite/pending_edit.hpp"

#include <utility>

namespace calpkg::rpm {

void PendingEdit::abandon() {
    abandoned_ = true;
    after_.set_exception(std::make_exception_ptr(Abandoned()));
}

const FileTable& PendingEdit::exchange(std::string content) {
    handed_over_ = true;
    content_.set_value(std::move(content));
    return after();
}

void PendingEdit::fail(const std::exception_ptr& failure) {
    if (!handed_over_) content_.set_exception(failure);
    handed_over_ = true;
}

} // namespace calpkg::rpm
