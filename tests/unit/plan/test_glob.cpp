#include "lib/plan/glob.hpp"

#include <doctest/doctest.h>

#include <string>

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

TEST_CASE("many wildcards take no longer than as many letters") {
    const std::string path = "/usr/" + std::string(200, 'a') + "/" + std::string(200, 'a');
    for (const std::string wildcard : {"*", "a*", "**/", "**a"}) {
        CAPTURE(wildcard);
        std::string pattern = "/usr/**";
        while (pattern.size() < 60) pattern += wildcard;
        CHECK_FALSE(glob_match(pattern + "b", path));
        CHECK(glob_match(pattern + "*", path));
    }
    CHECK_FALSE(glob_match("**********************a**********b", path));
    CHECK(glob_match("**********************a**********a", path));
    CHECK(glob_match("***/b", "a/b"));
    CHECK_FALSE(glob_match("*a*/b", "a/a/b"));
}
