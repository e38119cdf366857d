#pragma once

#include "lib/stage/staged_entry.hpp"
#include "lib/stage/write_tar.hpp"
#include "support/support.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::test {

/// A staged file whose content stands in the plan.
stage::StagedEntry text_entry(const std::string& path, const std::string& text,
                              unsigned mode = 0644);
/// A staged file read from disk, planned with the size it has now.
stage::StagedEntry file_entry(const std::string& path, const std::filesystem::path& source);
stage::StagedEntry directory_entry(const std::string& path, unsigned mode = 0755);
/// A symbolic or hard link.
stage::StagedEntry link_entry(const std::string& path, stage::StagedEntry::Kind kind,
                              const std::string& target);

/// write_tar of entries that need no virtualenv.
std::vector<stage::Staged> stage_all(const std::vector<stage::StagedEntry>& entries,
                                     const std::filesystem::path& destination,
                                     tar::Compression compression = tar::Compression::none);

/// Runs a Python program with arguments and gives what it prints; the test fails with its words.
std::string python(const std::string& program, const std::vector<std::string>& arguments);

/// Makes a tar archive with Python's tarfile. The program finds an open archive `t` and the
/// functions `put(name, content='', **fields)` and `special(name, type, link='')`.
std::filesystem::path make_tar(const Dir& dir, const std::string& name, const std::string& program,
                               const std::string& mode = "w");

/// What a program that must succeed prints, with LC_ALL set to `locale`.
std::string output_of(std::vector<std::string> argv, const std::string& locale = "C");

/// Names below a directory, sorted.
std::vector<std::string> names_in(const std::filesystem::path& directory);

} // namespace calpkg::test
