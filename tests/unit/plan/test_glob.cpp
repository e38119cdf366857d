#include "lib/plan/glob.hpp"

#include <doctest/doctest.h>

using calpkg::plan::glob_match;

TEST_CASE("* stays within one part of a path") {
    CHECK(glob_match("*.py", "a.py"));
    CHECK_FALSE(glob_match("*.py", "a/b.py"));
    CHECK(glob_match("handler/*.py", "handler/null.py"));
    CHECK_FALSE(glob_match("handler/*.py", "handler/test/x.py"));
    CHECK(glob_match("*", ".htaccess"));
}

TEST_CASE("** crosses parts, and **/ matches no part too") {
    CHECK(glob_match("conf/**", "conf/a/b"));
    CHECK_FALSE(glob_match("conf/**", "confuse/a"));
    CHECK_FALSE(glob_match("conf/**", "conf"));
    CHECK(glob_match("**/test/**", "ceph/test/testceph.py"));
    CHECK(glob_match("**/test/**", "test/testceph.py"));
    CHECK_FALSE(glob_match("**/test/**", "ceph/latest/x"));
    CHECK(glob_match("**", "a/b/c"));
    CHECK(glob_match("**/*.css", "styles/main.css"));
    CHECK(glob_match("**/*.css", "main.css"));
}

TEST_CASE("everything else is literal") {
    CHECK(glob_match("a.b", "a.b"));
    CHECK_FALSE(glob_match("a.b", "axb"));
    CHECK(glob_match("?.js", "a.js"));
    CHECK_FALSE(glob_match("?", "/"));
    CHECK_FALSE(glob_match("", "a"));
    CHECK(glob_match("[x]", "[x]"));
}
