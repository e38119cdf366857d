#include "lib/compare/show/markdown.hpp"

#include "unit/compare/show/sample.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a comment has tables and folded diffs, and no markup of what is compared") {
    CHECK(compare::to_markdown(test::sample_comparison()) ==
          R"(### `server.noarch 1-1 -> 1-2: upgrades`

**Sizes**

| | old | new | |
|-|-|-|-|
| package | 100 bytes | 110 bytes | +10.0 % |

**Versions**

| | | | old | new |
|-|-|-|-|-|
| changed | `server` | version | `1-1` | `1-2` |

**Files**

| | | | old | new |
|-|-|-|-|-|
| added | `/a\x1b[31m` | file |  | `file 0644 root:root` |
| changed | `` /b\|<i>` `` | mode | `0644` | `0755` |

**Contents**

| | | | old | new |
|-|-|-|-|-|
| changed | `/c` | content | `2 bytes` | `3 bytes` |

<details><summary>/c</summary>

```diff
--- a/c
+++ b/c
@@ -1 +1 @@
-	old
+	new <b>\x1b
```

</details>

**Noise of the build**

| | | | old | new |
|-|-|-|-|-|
| changed | `4 files, such as /1` | time | `then` | `now` |
)");
}

TEST_CASE("a diff that closes a fence is fenced by more") {
    compare::Comparison sample = test::sample_comparison();
    sample.packages.front().rows[3].diff = "@@ -1 +1 @@\n-```\n+x\n";
    CHECK(compare::to_markdown(sample).find("\n````diff\n") != std::string::npos);
}

TEST_CASE("what is longer than a comment may be is cut, and says so") {
    compare::Comparison sample = test::sample_comparison();
    const std::string cut = compare::to_markdown(sample, 700);
    CHECK(cut.size() <= 700);
    CHECK(cut.find("are left out:**") != std::string::npos);
}

TEST_CASE("no name ends the code that it is shown as") {
    compare::Comparison comparison = test::sample_comparison();
    comparison.packages.front().name = "a``` @team [x](y)";
    const std::string text = compare::to_markdown(comparison);
    CHECK(text.starts_with("### ```` a``` @team [x](y).noarch"));
}
