#pragma once

#include "lib/rpm/format/file_table.hpp"

#include <atomic>
#include <exception>
#include <future>
#include <string>

namespace calpkg::rpm {

/// Thrown where a payload is rewritten for an edit that nobody wants any more.
struct Abandoned {};

/// The edit of one file whose new content is decided when its old one has been seen. The payload before that
/// file is rewritten meanwhile, in another thread, which waits here when it has come to the file.
class PendingEdit {
public:
    PendingEdit() : settled_(after_.get_future().share()) {}

    /// For whoever decides: the old content; waits for it. Once. Throws what ended the rewriting before.
    std::string content() { return content_.get_future().get(); }
    /// `after` is final, and so is the content in PayloadEdit::written. Once, and only this or abandon().
    void settle(const FileTable& after) { after_.set_value(&after); }
    void abandon();

    /// For the thread that edits: hands over the old content, waits for the decision. Throws Abandoned.
    const FileTable& exchange(std::string content);
    /// For the one that reads the new payload: waits for the decision. Throws Abandoned.
    const FileTable& after() const { return *settled_.get(); }
    /// The rewriting ends without having come to the file.
    void fail(const std::exception_ptr& failure);
    bool abandoned() const { return abandoned_; }

private:
    std::promise<std::string> content_;
    std::promise<const FileTable*> after_;
    std::shared_future<const FileTable*> settled_;
    std::atomic<bool> abandoned_{false};
    bool handed_over_ = false; ///< by the thread that edits, which alone looks at it
};

} // namespace calpkg::rpm
