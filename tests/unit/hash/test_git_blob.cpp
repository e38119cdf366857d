#include "lib/hash/git_blob.hpp"

#include <doctest/doctest.h>

using calpkg::hash::is_git_blob;

// Names from `git hash-object --stdin`, in a repository of SHA-1 and in one of SHA-256.
TEST_CASE("content is known by the name that git gives it, whole or abbreviated") {
    CHECK(is_git_blob("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"));
    CHECK(is_git_blob("hello\n", "ce01362"));
    CHECK(is_git_blob("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"));
    CHECK(is_git_blob("", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"));
    CHECK(is_git_blob("", "473a0f4"));
}

TEST_CASE("other content, and a name too short to tell, is not known") {
    CHECK_FALSE(is_git_blob("hello", "ce01362"));
    CHECK_FALSE(is_git_blob("hello\n", "ce0136"));
    CHECK_FALSE(is_git_blob("hello\n", ""));
    CHECK_FALSE(is_git_blob("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a0"));
}
