#include "lib/diff/git_names.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("names are quoted as git quotes them") {
    CHECK(diff::unquoted("a/b c") == "a/b c");
    CHECK(diff::unquoted("\"a\\t\\\"\\\\\\303\\244\"") == "a\t\"\\\303\244");
    for (const char* wrong : {"\"a", "\"a\"b", "\"\\q\"", "\"\\30\"", "\"\\"})
        CHECK_FALSE(diff::unquoted(wrong));
}

TEST_CASE("a header of git's names one file twice, with prefixes or without, with blanks in it") {
    using Names = std::pair<std::string, std::string>;
    const auto names = [](const char* rest) {
        return diff::names_of_git_header(std::string("diff --git ") + rest);
    };
    CHECK(names("a/x b/x") == Names("a/x", "b/x"));
    CHECK(names("x y x y") == Names("x y", "x y"));
    CHECK(names("i/x b/x w/x b/x") == Names("i/x b/x", "w/x b/x"));
    CHECK(names("\"a/\\001 x\" \"b/\\001 x\"") == Names("a/\001 x", "b/\001 x"));
    CHECK(names("old/x/y new/x/y") == Names("old/x/y", "new/x/y"));
    CHECK_FALSE(names("a/x b/y"));
    CHECK_FALSE(diff::names_of_git_header("diff -u a b"));
}

TEST_CASE("a rename's names are those that the lines behind the header say") {
    using Names = std::pair<std::string, std::string>;
    const auto names = [](const char* rest) {
        return diff::names_of_git_header(std::string("diff --git ") + rest, "d/x y", "e/z");
    };
    CHECK(names("a/d/x y b/e/z") == Names("a/d/x y", "b/e/z"));
    CHECK(names("d/x y e/z") == Names("d/x y", "e/z"));
    CHECK(names("my old/d/x y new/e/z") == Names("my old/d/x y", "new/e/z"));
    CHECK(names("\"c/d/x\\040y\" w/e/z") == Names("c/d/x y", "w/e/z"));
    CHECK_FALSE(names("a/dd/x y b/z"));
}

TEST_CASE("-p takes directories, several slashes are one, and there must be enough") {
    CHECK(diff::without_directories("a/x//y/f", 0) == "a/x//y/f");
    CHECK(diff::without_directories("a/x//y/f", 1) == "x//y/f");
    CHECK(diff::without_directories("a/x//y/f", 2) == "y/f");
    CHECK_FALSE(diff::without_directories("a/x//y/f", 4));
    CHECK_FALSE(diff::without_directories("a/", 1));
    CHECK(diff::without_directories("", 3) == "");
}

TEST_CASE("a header that is longer than two paths can be costs no time and has no names") {
    std::string blanks = "diff --git ";
    for (int i = 0; i < 100'000; ++i) blanks += "a ";
    CHECK_FALSE(diff::names_of_git_header(blanks));
    const std::string path(2000, 'p');
    CHECK(diff::names_of_git_header("diff --git a/" + path + " b/" + path).has_value());
}
