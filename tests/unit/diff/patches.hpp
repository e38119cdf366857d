#pragma once

#include "lib/diff/apply_patch.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace calpkg::test {

inline const std::string kTen = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

/// `text` with a patch of one file applied.
inline std::string applied(const std::string& patch, const std::string& text) {
    const std::vector<diff::FilePatch> files = diff::parse_patch(patch, "x.diff");
    REQUIRE(files.size() == 1);
    return diff::apply_patch(files.front(), text, "x.diff");
}

/// The message of the error that parsing or applying gives.
inline std::string refusal(const std::string& patch, const std::string& text = kTen) {
    try {
        return "made " + applied(patch, text);
    } catch (const report::Error& error) {
        return error.what();
    }
}

inline std::string diff_of(const std::string& hunks) { return "--- a/f\n+++ b/f\n" + hunks; }

inline const std::string kFifthLine =
    diff_of("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+fünf\n 6\n 7\n 8\n");

} // namespace calpkg::test
