#include "lib/checkout/committed.hpp"
#include "lib/checkout/lfs.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::string pointer_to(const std::string& content) {
    hash::Sha256 digest;
    digest.update(content.data(), content.size());
    return "version https://git-lfs.github.com/spec/v1\noid sha256:" + digest.finish() + "\nsize " +
           std::to_string(content.size()) + "\n";
}

} // namespace

TEST_CASE("a pointer is read, anything like one is none") {
    const auto pointer = checkout::parse_lfs_pointer(pointer_to("large"));
    REQUIRE(pointer);
    CHECK(pointer->size == 5);
    CHECK(pointer->sha256.size() == 64);
    for (const std::string text :
         {"", "version 1\n", "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n",
          "version https://git-lfs.github.com/spec/v1\nsize 5\n"})
        CHECK_FALSE(checkout::parse_lfs_pointer(text));
    CHECK_FALSE(checkout::parse_lfs_pointer(pointer_to("x") + std::string(2000, 'x')));
}

TEST_CASE("what a pointer stands for is the commit's, and nothing else is") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.write("file", pointer_to("large"));
    repository.write("other", "text\n");
    repository.write(".gitattributes", "file filter=lfs\n");
    repository.commit("First");
    const checkout::Git git(repository.top());
    checkout::CommittedContent committed(git);
    for (const checkout::TrackedFile& file : git.tracked_files()) {
        CAPTURE(file.path);
        if (file.path == "file")
            CHECK_THROWS_WITH_AS(committed.require(file),
                                 doctest::Contains("file: is a pointer of Git LFS"), report::Error);
        else
            CHECK_NOTHROW(committed.require(file));
    }
    CHECK(checkout::uses_lfs(git));
    for (const char* content : {"large", "larger", "small"}) {
        CAPTURE(content);
        repository.write("file", content);
        const bool same = content == std::string("large");
        CHECK(git.modified_files().empty() == same);
        for (const checkout::TrackedFile& file : git.tracked_files())
            if (file.path == "file") CHECK(checkout::holds_lfs_content(git, file) == same);
    }
}
