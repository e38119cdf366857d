#include "lib/plan/glob.hpp"

namespace calpkg::plan {

bool glob_match(std::string_view pattern, std::string_view path) {
    if (pattern.empty()) return path.empty();
    if (pattern.substr(0, 3) == "**/") {
        const std::string_view rest = pattern.substr(3);
        for (std::size_t start = 0;;) {
            if (glob_match(rest, path.substr(start))) return true;
            const std::size_t slash = path.find('/', start);
            if (slash == std::string_view::npos) return false;
            start = slash + 1;
        }
    }
    if (pattern.substr(0, 2) == "**") {
        for (std::size_t i = 0; i <= path.size(); ++i)
            if (glob_match(pattern.substr(2), path.substr(i))) return true;
        return false;
    }
    if (pattern.front() == '*') {
        for (std::size_t i = 0;; ++i) {
            if (glob_match(pattern.substr(1), path.substr(i))) return true;
            if (i >= path.size() || path[i] == '/') return false;
        }
    }
    if (path.empty()) return false;
    const bool same =
        pattern.front() == '?' ? path.front() != '/' : pattern.front() == path.front();
    return same && glob_match(pattern.substr(1), path.substr(1));
}

} // namespace calpkg::plan
