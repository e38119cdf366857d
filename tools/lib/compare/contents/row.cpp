#include "lib/compare/contents/row.hpp"

namespace calpkg::compare {

const char* to_string(Section section) {
    switch (section) {
    case Section::versions: return "versions";
    case Section::dependencies: return "dependencies";
    case Section::scripts: return "scripts";
    case Section::files: return "files";
    case Section::contents: return "contents";
    case Section::tags: return "tags";
    case Section::noise: return "noise";
    }
    return "";
}

const char* to_string(Kind kind) {
    switch (kind) {
    case Kind::added: return "added";
    case Kind::removed: return "removed";
    case Kind::changed: return "changed";
    }
    return "";
}

} // namespace calpkg::compare
