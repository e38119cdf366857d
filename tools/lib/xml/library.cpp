#include "lib/xml/library.hpp"

#include <libxml/parser.h>

#include <mutex>

namespace calpkg::xml {

void require_library() {
    static std::once_flag once;
    std::call_once(once, xmlInitParser);
}

} // namespace calpkg::xml
