#include "lib/report/json_fault.hpp"

namespace calpkg::report {

std::string json_fault(const std::exception& error) {
    const std::string what = error.what();
    const std::size_t end =
        what.starts_with("[json.exception.") ? what.find("] ") : std::string::npos;
    if (end == std::string::npos) return what;
    // "cannot use at() with array" and the like name functions of the library.
    const std::string words = what.substr(end + 2);
    return words.starts_with("cannot use ") ? "a value has another type than it should" : words;
}

} // namespace calpkg::report
