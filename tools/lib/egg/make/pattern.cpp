#include "lib/egg/make/pattern.hpp"

#include <fnmatch.h>

namespace calpkg::egg {

bool matches(const std::string& pattern, const std::string& text, bool path) {
    const int flags = FNM_NOESCAPE | (path ? FNM_PATHNAME | FNM_PERIOD : 0);
    return fnmatch(pattern.c_str(), text.c_str(), flags) == 0;
}

} // namespace calpkg::egg
