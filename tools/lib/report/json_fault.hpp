#pragma once

#include <exception>
#include <string>

namespace calpkg::report {

/// What is wrong with JSON, for a person, from what nlohmann's library threw: without its own name and number for it, as in
/// "[json.exception.type_error.302] type must be string, but is number".
std::string json_fault(const std::exception& error);

} // namespace calpkg::report
