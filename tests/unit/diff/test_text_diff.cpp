#include "lib/diff/text_diff.hpp"

#include "lib/fs/file.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace calpkg;
using diff::unified_diff;

namespace {

/// Lines of a small alphabet: many of them equal, which is what makes comparing hard.
std::string random_text(std::mt19937& random, std::size_t lines) {
    std::string text;
    for (std::size_t i = 0; i < lines; ++i)
        text += std::string(1, static_cast<char>('a' + random() % 6)) + "\n";
    if (random() % 4 == 0) text += "no newline";
    return text;
}

std::size_t changes(const std::string& diff) {
    std::size_t count = 0;
    bool begins = true;
    for (std::size_t i = diff.find("@@"); i < diff.size(); ++i) {
        count += begins && (diff[i] == '+' || diff[i] == '-');
        begins = diff[i] == '\n';
    }
    return count;
}

} // namespace

TEST_CASE("a diff reads as people know it") {
    const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                      after = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n";
    CHECK(unified_diff("a.py", &before, &after) ==
          "--- a/a.py\n+++ b/a.py\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    CHECK(unified_diff("a.py", &before, &before) == "");
}

TEST_CASE("new and removed files are compared with /dev/null") {
    const std::string text = "1\n2\n";
    CHECK(unified_diff("a.py", nullptr, &text) ==
          "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1,2 @@\n+1\n+2\n");
    CHECK(unified_diff("a.py", &text, nullptr) ==
          "--- a/a.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-1\n-2\n");
}

TEST_CASE(
    "patch(1) makes the new text of the old one by every diff, and diff(1) needs no fewer lines") {
    const test::Dir dir;
    std::mt19937 random(1);
    for (int round = 0; round < 60; ++round) {
        CAPTURE(round);
        const std::string before = random_text(random, random() % 40);
        const std::string after = random_text(random, random() % 40);
        if (before == after) continue;
        dir.write("f", before);
        dir.write("g", after);
        const std::string diff = unified_diff("f", &before, &after);
        dir.write("diff", diff);
        const auto theirs = test::run({"diff", "-u", "--minimal", "f", "g"}, dir.path());
        CHECK(changes(diff) == changes(theirs.out));
        const auto patched = test::run({"patch", "-s", "-p1", "-i", "diff"}, dir.path());
        CHECK_MESSAGE(patched.ok(), patched.out);
        CHECK(fs::read_file(dir.path() / "f") == after);
    }
}

TEST_CASE("texts with nothing in common are compared in no time") {
    std::string before, after;
    for (int i = 0; i < 20000; ++i) {
        before += "old " + std::to_string(i) + "\n";
        after += "new " + std::to_string(i) + "\n";
    }
    CHECK(changes(unified_diff("f", &before, &after)) == 40000);
}
