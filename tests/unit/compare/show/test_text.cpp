#include "lib/compare/show/text.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using compare::Kind;
using compare::Section;

namespace {

compare::Comparison sample() {
    compare::PackageComparison package{
        "server",       "noarch",       "1-1", "1-2", compare::Upgrade::newer,
        {100, 1000, 3}, {110, 1000, 3}, {}};
    package.rows = {{Section::versions, Kind::changed, "server", "version", "1-1", "1-2"},
                    {Section::files, Kind::added, "/a\x1b[31m", "file", "", "file 0644 root:root"},
                    {Section::files, Kind::changed, "/b", "mode", "0644", "0755"},
                    {Section::contents, Kind::changed, "/c", "content", "2 bytes", "3 bytes",
                     "--- a//c\n+++ b//c\n@@ -1 +1 @@\n-\told\n+\tnew \x1b\n"}};
    for (const char* path : {"/1", "/2", "/3", "/4"})
        package.rows.push_back({Section::noise, Kind::changed, path, "time", "then", "now"});
    return {"old", "new", {package}, {}};
}

} // namespace

TEST_CASE("sections come in their order, sizes behind them, noise last and together") {
    CHECK(compare::to_text(sample()) == R"(server.noarch 1-1 -> 1-2: upgrades

Versions
  ~ server  version: 1-1 -> 1-2

Files
  + /a\x1b[31m  file 0644 root:root
  ~ /b  mode: 0644 -> 0755

Contents
  ~ /c  content: 2 bytes -> 3 bytes
      --- a//c
      +++ b//c
      @@ -1 +1 @@
      -	old
      +	new \x1b

Sizes
  package: 100 bytes -> 110 bytes (+10.0 %)

Noise of the build
  ~ 4 files, such as /1  time: then -> now
)");
}

TEST_CASE("equal packages are a line") {
    compare::Comparison equal = sample();
    equal.packages.front().rows.clear();
    CHECK(compare::to_text(equal) == "server.noarch 1-2: equal\n");
    CHECK(!equal.differs());
}
