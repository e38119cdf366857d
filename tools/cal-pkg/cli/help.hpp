#pragma once

#include <CLI/App.hpp>

#include <string>

namespace calpkg::cli {

/// Gives `app` --version and this program's --help: usage, summary, arguments, options below kOptionGroups,
/// commands below their groups, and the footer as an example. Commands that are added from now on get the
/// same --help. Lines have at most 100 columns as long as descriptions have at most 68.
void set_up_help(CLI::App& app);

/// What `option` takes, as --help shows it: "DIR", "PATH|build|none"; empty for a flag. Words in capitals
/// stand for values, the others are values.
std::string value_name(const CLI::Option& option);

} // namespace calpkg::cli
