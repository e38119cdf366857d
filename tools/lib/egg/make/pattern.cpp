#include "lib/egg/make/pattern.hpp"

#include <fnmatch.h>

namespace calpkg::egg {

namespace {

/// `pattern` for fnmatch(3), which takes a '^' at the beginning of a class for "not"; Python does not.
std::string for_libc(const std::string& pattern) {
    std::string text;
    std::size_t done = 0;
    for (std::size_t at = pattern.find("[^"); at != pattern.npos; at = pattern.find("[^", done)) {
        const std::size_t end = pattern.find(']', at);
        if (end == pattern.npos) break;
        text.append(pattern, done, at - done);
        const bool alone = end == at + 2;
        if (!alone) text.append("[").append(pattern, at + 2, end - at - 2);
        text.append(alone ? "^" : "^]");
        done = end + 1;
    }
    return text.append(pattern, done);
}

} // namespace

bool matches(const std::string& pattern, const std::string& text, bool path) {
    const int flags = FNM_NOESCAPE | (path ? FNM_PATHNAME | FNM_PERIOD : 0);
    return fnmatch(for_libc(pattern).c_str(), text.c_str(), flags) == 0;
}

} // namespace calpkg::egg
