#pragma once

#include "lib/egg/egg.hpp"
#include "support/support.hpp"

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace calpkg::test {

/// settings.py as upstream had it: one Python's version in a path.
extern const std::string kBuggySettings;

/// The bytes of a zip egg, made by Python's zipfile: calamari_web with settings.py and bytecode, a
/// member with a data descriptor, one with time stamps in its extra field, a stored one and a
/// comment. `calls` are more Python statements about `z`, a zipfile.ZipFile.
std::string make_zip_egg(const Dir& dir, const std::string& calls = {});

/// The same modules as a directory egg, in `dir`.
std::filesystem::path make_directory_egg(const Dir& dir);

/// What a member takes up in a zip's bytes, from its local header to the next one, in hex, as
/// Python finds it.
std::string stored_form(const Dir& dir, const std::string& bytes, const std::string& member);

/// lstat(2); the test fails when there is nothing.
struct stat status_of(const std::filesystem::path& path);

std::size_t count_entries(const std::filesystem::path& directory);

/// Runs python3 with `script`; the test fails with its words when it does.
std::string python(const Dir& dir, const std::string& script);

} // namespace calpkg::test
