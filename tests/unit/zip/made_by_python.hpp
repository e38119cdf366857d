#pragma once

#include "lib/fs/file.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <string>

namespace calpkg::test {

/// What Python's zipfile prints or writes: runs `script`, which has `path` (where `bytes` lie) and
/// `zipfile` at hand, and gives its output.
inline std::string zipfile_says(const std::string& bytes, const std::string& script) {
    const Dir dir;
    const auto path = dir.write("x.zip", bytes).string();
    const auto result =
        run({"python3", "-c", "import sys, zipfile, zlib\npath = sys.argv[1]\n" + script, path});
    REQUIRE_MESSAGE(result.ok(), result.err);
    return result.out;
}

/// The zip file that `script` writes with Python's zipfile, as `archive`.
inline std::string zipfile_makes(const std::string& script) {
    const Dir dir;
    const auto path = (dir.path() / "x.zip").string();
    const auto result = run({"python3", "-c",
                             "import sys, zipfile\narchive = zipfile.ZipFile(sys.argv[1], 'w')\n" +
                                 script + "\narchive.close()\n",
                             path});
    REQUIRE_MESSAGE(result.ok(), result.err);
    return fs::read_file(path);
}

} // namespace calpkg::test
