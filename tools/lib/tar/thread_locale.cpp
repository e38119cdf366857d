#include "lib/tar/thread_locale.hpp"

#include "lib/report/error.hpp"

#include <cerrno>

namespace calpkg::tar {

namespace {

locale_t make_locale(Charset charset) {
    if (charset == Charset::utf8) {
        for (const char* name : {"C.UTF-8", "en_US.UTF-8"}) {
            const locale_t found = newlocale(LC_CTYPE_MASK, name, nullptr);
            if (found != nullptr) return found;
        }
    }
    return newlocale(LC_CTYPE_MASK, "C", nullptr);
}

} // namespace

Locale::Locale(Charset charset) : locale_(make_locale(charset)) {
    if (locale_ == nullptr) throw report::system_error("locale C", "use", errno);
}

Locale::~Locale() { freelocale(locale_); }

} // namespace calpkg::tar
