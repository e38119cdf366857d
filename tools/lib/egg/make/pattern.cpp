#include "lib/egg/make/pattern.hpp"

#include <fnmatch.h>

namespace calpkg::egg {

namespace {

/// `pattern` for fnmatch(3), which takes a '^' at the beginning of a class for "not"; Python does not.
std::string for_libc(std::string pattern) {
    for (std::size_t at = pattern.find("[^"); at != pattern.npos; at = pattern.find("[^", at + 1)) {
        const std::size_t end = pattern.find(']', at + 2);
        if (end == pattern.npos) break;
        if (end == at + 2)
            pattern.replace(at, 3, "^");
        else
            pattern.erase(at + 1, 1).insert(end - 1, 1, '^');
    }
    return pattern;
}

} // namespace

bool matches(const std::string& pattern, const std::string& text, bool path) {
    const int flags = FNM_NOESCAPE | (path ? FNM_PATHNAME | FNM_PERIOD : 0);
    return fnmatch(for_libc(pattern).c_str(), text.c_str(), flags) == 0;
}

} // namespace calpkg::egg
