#pragma once

#include "lib/compare/packages.hpp"

namespace calpkg::test {

/// A comparison with a row of most kinds, and with what markup and terminals take for their own.
inline compare::Comparison sample_comparison() {
    using compare::Kind;
    using compare::Section;
    compare::PackageComparison package{
        "server",       "noarch",       "1-1", "1-2", compare::Upgrade::newer,
        {100, 1000, 3}, {110, 1000, 3}, {}};
    package.rows = {{Section::versions, Kind::changed, "server", "version", "1-1", "1-2"},
                    {Section::files, Kind::added, "/a\x1b[31m", "file", "", "file 0644 root:root"},
                    {Section::files, Kind::changed, "/b|<i>`", "mode", "0644", "0755"},
                    {Section::contents, Kind::changed, "/c", "content", "2 bytes", "3 bytes",
                     "--- a/c\n+++ b/c\n@@ -1 +1 @@\n-\told\n+\tnew <b>\x1b\n"}};
    for (const char* path : {"/1", "/2", "/3", "/4"})
        package.rows.push_back({Section::noise, Kind::changed, path, "time", "then", "now"});
    return {"old", "new", {package}, {}};
}

} // namespace calpkg::test
