#include "patches.hpp"

#include "support/support.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace calpkg;
using test::applied;
using test::diff_of;
using test::kFifthLine;
using test::kTen;
using test::refusal;

TEST_CASE("a hunk applies where it says") {
    CHECK(applied(kFifthLine, kTen) == "1\n2\n3\n4\nfünf\n6\n7\n8\n9\n10\n");
}

TEST_CASE("a hunk applies where its lines have moved to, before or behind") {
    CHECK(applied(kFifthLine, "a\nb\nc\n" + kTen) == "a\nb\nc\n1\n2\n3\n4\nfünf\n6\n7\n8\n9\n10\n");
    CHECK(applied(kFifthLine, kTen.substr(2)) == "2\n3\n4\nfünf\n6\n7\n8\n9\n10\n");
}

TEST_CASE("of two places that fit, the nearer one is taken") {
    const std::string block = "a\nb\nc\nd\ne\nf\ng\n";
    const std::string patch = diff_of("@@ -9,7 +9,7 @@\n a\n b\n c\n-d\n+D\n e\n f\n g\n");
    CHECK(applied(patch, block + block) == block + "a\nb\nc\nD\ne\nf\ng\n");
}

TEST_CASE("a line that no file has costs no time") {
    for (int hunk = 0; hunk < 100; ++hunk) {
        CHECK(applied(diff_of("@@ -1000000000 +1000000000 @@\n-7\n+seven\n"), kTen) ==
              "1\n2\n3\n4\n5\n6\nseven\n8\n9\n10\n");
        CHECK(refusal(diff_of("@@ -1000000000 +1000000000 @@\n-x\n+y\n"), kTen) ==
              "x.diff: hunk 1 (line 1000000000) does not apply to a/f: line 1000000000 is not 'x'; "
              "make the patch for what 'cal-pkg egg show' prints");
    }
}

TEST_CASE("a context line that differs is not a fit: there is no fuzz") {
    const std::string other = "1\n2\nthree\n4\n5\n6\n7\n8\n9\n10\n";
    CHECK(
        refusal(kFifthLine, other) ==
        "x.diff: hunk 1 (line 2) does not apply to a/f: line 3 is not '3'; make the patch for what "
        "'cal-pkg egg show' prints");
}

TEST_CASE("the hunk that does not apply is named by number") {
    const std::string patch =
        diff_of("@@ -1,4 +1,4 @@\n-1\n+eins\n 2\n 3\n 4\n@@ -7,4 +7,4 @@\n 7\n 8\n 9\n-zehn\n+X\n");
    CHECK(refusal(patch).find("hunk 2 (line 7) does not apply to a/f: line 10 is not 'zehn'") !=
          std::string::npos);
}

TEST_CASE("a hunk at the beginning or the end of a file fits only there") {
    CHECK(applied(diff_of("@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"), kTen) == "0\n" + kTen);
    CHECK(refusal(diff_of("@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"), "x\n" + kTen).find("hunk 1") !=
          std::string::npos);
    CHECK(applied(diff_of("@@ -8,3 +8,4 @@\n 8\n 9\n 10\n+11\n"), kTen) == kTen + "11\n");
    CHECK(refusal(diff_of("@@ -8,3 +8,4 @@\n 8\n 9\n 10\n+11\n"), kTen + "x\n").find("hunk 1") !=
          std::string::npos);
}

TEST_CASE("hunks without context apply where they say") {
    CHECK(applied(diff_of("@@ -5 +5 @@\n-5\n+fünf\n"), kTen) ==
          "1\n2\n3\n4\nfünf\n6\n7\n8\n9\n10\n");
    CHECK(applied(diff_of("@@ -1,0 +2,2 @@\n+a\n+b\n@@ -3 +4,0 @@\n-3\n"), "1\n2\n3\n4\n") ==
          "1\na\nb\n2\n4\n");
}

TEST_CASE("a missing newline at the end is part of the line") {
    const std::string patch = diff_of("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n");
    CHECK(applied(patch, "a") == "b\n");
    CHECK(refusal(patch, "a\n").find("does not apply") != std::string::npos);
    CHECK(applied(diff_of("@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n"), "a\n") == "b");
}

TEST_CASE("a patch whose line ends something has changed applies all the same") {
    const auto windows = [](std::string text) {
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
            text.insert(at, 1, '\r');
        return text;
    };
    const std::string changed = "1\n2\n3\n4\nfünf\n6\n7\n8\n9\n10\n";
    CHECK(applied(windows(kFifthLine), kTen) == changed);
    CHECK(applied(windows(kFifthLine), windows(kTen)) == windows(changed));
    const std::string last = diff_of("@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n");
    CHECK(applied(windows(last), "a\n") == "b");
    CHECK(applied(windows(last), "a\r\n") == "b");
    // Of a file with such line ends, only the lines have them, not the headers.
    const std::string hunks = kFifthLine.substr(diff_of("").size());
    CHECK(applied(diff_of(windows(hunks)), windows(kTen)) == windows(changed));
    CHECK(refusal(kFifthLine, windows(kTen)).find("line 2 has a different line ending") !=
          std::string::npos);
}

TEST_CASE("a git diff of which a whole hunk is missing does not give what its index line says") {
    const test::Dir dir;
    test::Repository repository(dir.path() / "r");
    std::string old_text, new_text;
    for (int i = 0; i < 40; ++i) {
        old_text += std::to_string(i) + "\n";
        new_text += (i == 5 || i == 35 ? "new " : "") + std::to_string(i) + "\n";
    }
    repository.write("f", old_text);
    repository.commit("old");
    repository.write("f", new_text);
    for (const std::string option : {"--abbrev=7", "--full-index"}) {
        const std::string whole = repository.git({"diff", option}) + "\n";
        CAPTURE(whole);
        CHECK(applied(whole, old_text) == new_text);
        const std::string cut = whole.substr(0, whole.rfind("@@ -"));
        const std::string words = refusal(cut, old_text);
        CHECK(words.find("x.diff: a/f would not become what its 'index' line says") !=
              std::string::npos);
        CHECK(words.find("take the 'index' line out of it") != std::string::npos);
        // Of another old text git knows nothing, and without the line neither.
        CHECK(applied(cut, "0\n" + old_text) != new_text);
        CHECK(applied(cut.substr(cut.find("--- ")), old_text) != new_text);
    }
}

TEST_CASE("a new file that git's diff makes is held against the index line, too") {
    const std::string diff = "diff --git a/g b/g\nnew file mode 100644\nindex 0000000..01e79c3\n"
                             "--- /dev/null\n+++ b/g\n@@ -0,0 +1,3 @@\n+1\n+2\n+3\n";
    CHECK(applied(diff, "") == "1\n2\n3\n");
    std::string other = diff;
    other.replace(other.find("01e79c3"), 7, "01e79c4");
    CHECK(refusal(other, "").find("'index' line") != std::string::npos);
}

TEST_CASE("what diff makes, a patch undoes: random edits come out as diff's other side") {
    const test::Dir dir;
    std::mt19937 random(4);
    const auto text = [&random](std::size_t lines) {
        std::string made;
        for (std::size_t i = 0; i < lines; ++i) made += std::to_string(random() % 5) + "\n";
        return random() % 3 == 0 && !made.empty() ? made.substr(0, made.size() - 1) : made;
    };
    for (int i = 0; i < 60; ++i) {
        const std::string before = text(random() % 30), after = text(random() % 30);
        if (before == after) continue;
        dir.write("before", before);
        dir.write("after", after);
        const process::Result diff =
            test::run({"diff", "-U" + std::to_string(random() % 4), "before", "after"}, dir.path());
        CAPTURE(diff.out);
        CHECK(applied(diff.out, before) == after);
    }
}
