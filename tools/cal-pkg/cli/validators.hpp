#pragma once

#include <CLI/Validators.hpp>

#include <string>

namespace calpkg::cli {

/// Refuses an empty value: mostly a shell variable that was not set, and not meant as the default.
inline const CLI::Validator kNotEmpty{
    [](std::string& value) { return value.empty() ? std::string("is empty") : std::string(); }, ""};

} // namespace calpkg::cli
