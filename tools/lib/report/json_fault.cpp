#include "lib/report/json_fault.hpp"

namespace calpkg::report {

std::string json_fault(const std::exception& error) {
    const std::string what = error.what();
    const std::size_t end =
        what.starts_with("[json.exception.") ? what.find("] ") : std::string::npos;
    return end == std::string::npos ? what : what.substr(end + 2);
}

} // namespace calpkg::report
