#pragma once

namespace calpkg::cli {

/// The program's version, as --version prints it.
const char* program_version();

// What --help says of a program with these commands: beside their table.

/// What the program does, in one line.
const char* program_summary();

/// A command line to begin with.
const char* program_example();

} // namespace calpkg::cli
