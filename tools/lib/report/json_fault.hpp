#pragma once

#include <exception>
#include <string>

namespace calpkg::report {

/// What is wrong with JSON, for a person, from what nlohmann's library threw: without its own name and number for it, as in
/// "[json.exception.type_error.302] type must be string, but is number".
std::string json_fault(const std::exception& error);

/// `json` itself, a text that somebody else may have written. Throws report::Error, with `subject` and `remedy`, where its lists and
/// objects are nested deeper than those of any program that writes such files: nlohmann's library copies and prints
/// values by going down the stack, and would end the program.
const std::string& shallow_json(const std::string& json, const std::string& subject,
                                const std::string& remedy = "make it again");

} // namespace calpkg::report
