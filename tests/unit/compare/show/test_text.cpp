#include "lib/compare/show/text.hpp"

#include "unit/compare/show/sample.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("sections come in their order, sizes behind them, noise last and together") {
    CHECK(compare::to_text(test::sample_comparison()) == R"(server.noarch 1-1 -> 1-2: upgrades

Versions
  ~ server  version: 1-1 -> 1-2

Files
  + /a\x1b[31m  file 0644 root:root
  ~ /b|<i>`  mode: 0644 -> 0755

Contents
  ~ /c  content: 2 bytes -> 3 bytes
      --- a/c
      +++ b/c
      @@ -1 +1 @@
      -	old
      +	new <b>\x1b

Sizes
  package: 100 bytes -> 110 bytes (+10.0 %)

Noise of the build
  ~ 4 files, such as /1  time: then -> now
)");
}

TEST_CASE("equal packages are a line") {
    compare::Comparison equal = test::sample_comparison();
    equal.packages.front().rows.clear();
    CHECK(compare::to_text(equal) == "server.noarch 1-2: equal\n");
    CHECK(!equal.differs());
}
