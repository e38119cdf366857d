#include "lib/diff/unified_patch.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include "lib/fs/file.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace calpkg;

namespace {

const std::string kTen = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

std::string applied(const std::string& patch, const std::string& text, unsigned strip = 1) {
    const std::vector<diff::FilePatch> files = diff::parse_patch(patch, "x.diff", strip);
    REQUIRE(files.size() == 1);
    return diff::apply_patch(files.front(), text, "x.diff");
}

std::string refusal(const std::string& patch, const std::string& text = kTen, unsigned strip = 1) {
    try {
        return "made " + applied(patch, text, strip);
    } catch (const report::Error& error) {
        return error.what();
    }
}

std::string diff_of(const std::string& hunks) { return "--- a/f\n+++ b/f\n" + hunks; }

const std::string kFifthLine = diff_of("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+fünf\n 6\n 7\n 8\n");

} // namespace

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

TEST_CASE("a context line that differs is not a fit: there is no fuzz") {
    const std::string other = "1\n2\nthree\n4\n5\n6\n7\n8\n9\n10\n";
    CHECK(refusal(kFifthLine, other) ==
          "x.diff: hunk 1 (line 2) does not apply to f: line 3 is not '3'; make the patch for what "
          "'cal-pkg egg show' prints");
}

TEST_CASE("the hunk that does not apply is named by number") {
    const std::string patch =
        diff_of("@@ -1,4 +1,4 @@\n-1\n+eins\n 2\n 3\n 4\n@@ -7,4 +7,4 @@\n 7\n 8\n 9\n-zehn\n+X\n");
    CHECK(refusal(patch).find("hunk 2 (line 7) does not apply to f: line 10 is not 'zehn'") !=
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

TEST_CASE("diff -N tells by the time that a file is not there") {
    const std::string none = "\t1969-12-31 19:00:00.000000000 -0500\n", some = "\t2014-07-01\n";
    const auto made =
        diff::parse_patch("--- a/f" + none + "+++ b/f" + some + "@@ -0,0 +1 @@\n+a\n", "p", 1);
    CHECK(made.front().old_path.empty());
    const auto gone =
        diff::parse_patch("--- a/f" + some + "+++ b/f" + none + "@@ -1 +0,0 @@\n-a\n", "p", 1);
    CHECK(gone.front().new_path.empty());
    // A file that is so old, and one that becomes empty.
    const auto old =
        diff::parse_patch("--- a/f" + none + "+++ b/f" + some + "@@ -1 +1 @@\n-a\n+b\n", "p", 1);
    CHECK(old.front().old_path == "f");
    const auto empty =
        diff::parse_patch("--- a/f" + some + "+++ b/f" + some + "@@ -1 +0,0 @@\n-a\n", "p", 1);
    CHECK(empty.front().new_path == "f");
}

TEST_CASE("-p takes directories from the paths, and too many are an error") {
    const std::string patch = "--- a/x//y/f\t2014-07-01\n+++ b/x//y/f\n@@ -1 +1 @@\n-a\n+b\n";
    CHECK(diff::parse_patch(patch, "p", 0).front().old_path == "a/x//y/f");
    CHECK(diff::parse_patch(patch, "p", 1).front().old_path == "x//y/f");
    CHECK(diff::parse_patch(patch, "p", 2).front().old_path == "y/f");
    CHECK(refusal(patch, "a\n", 4).find("give another number than 4 with -p") != std::string::npos);
}

TEST_CASE("git's headers, mails and signatures around hunks are passed over") {
    const std::string patch = "From 1234\nSubject: x\n---\n f | 2 +-\n\n"
                              "diff --git a/f b/f\nindex 1..2 100644\n" +
                              diff_of("@@ -1 +1 @@ def f():\n-a\n+b\n") + "-- \n2.39.5\n";
    CHECK(applied(patch, "a\n") == "b\n");
}

TEST_CASE("a patch that ends with the header of a file was cut off there") {
    const std::string git = "diff --git a/g b/g\n", index = "index 83db48f..bf2a4c1 100644\n";
    for (const std::string& header :
         {git, git + index, git + "old mode 100644\n",
          git + "old mode 100644\nnew mode 100755\n" + index, git + index + "--- a/g\n",
          git + index + "--- a/g\n+++ b/g\n", std::string("--- a/g"),
          std::string("diff -ru a/g b/g\n"), std::string("Index: g\n"),
          std::string("Index: g\n===================\n")}) {
        CAPTURE(header);
        const std::string words = refusal(kFifthLine + header);
        CHECK((words.find("the patch ends within the header of a file") != std::string::npos ||
               words.find("no hunk follows") != std::string::npos));
        CHECK(words.find("make it again") != std::string::npos);
    }
    for (const std::string& rest :
         {git + "old mode 100644\nnew mode 100755\n", git + index + kFifthLine,
          std::string("-- \n2.39.2\n"), std::string("Only in b: g\n"), std::string("\n")})
        CHECK_NOTHROW(diff::parse_patch(kFifthLine + rest, "x.diff", 1));
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
        CHECK(words.find("x.diff: f would not become what its 'index' line says") !=
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

TEST_CASE("a removed line that looks like a header is a line") {
    CHECK(applied(diff_of("@@ -1,2 +1 @@\n--- x\n b\n"), "-- x\nb\n") == "b\n");
}

TEST_CASE("new and removed files have no path on one side") {
    const auto made = diff::parse_patch("--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n", "p", 1);
    CHECK(made.front().old_path.empty());
    CHECK(made.front().path() == "f");
    CHECK(diff::apply_patch(made.front(), "", "p") == "a\n");
    const auto gone = diff::parse_patch("--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "p", 1);
    CHECK(gone.front().new_path.empty());
    CHECK(diff::apply_patch(gone.front(), "a\n", "p").empty());
}

TEST_CASE("what a patch cannot express here is refused, not passed over") {
    const std::string git = "diff --git a/f b/g\n";
    CHECK(refusal(git + "rename from f\nrename to g\n").find("renames and copies") !=
          std::string::npos);
    CHECK(refusal(git + "new file mode 100644\nindex 0..1\nGIT binary patch\n").find("binary") !=
          std::string::npos);
    CHECK(refusal(git + "new file mode 100644\nindex 0..e69de29\n").find("empty files") !=
          std::string::npos);
    CHECK(refusal("nothing\n").find("has no hunk") != std::string::npos);
    CHECK(refusal("@@ -1 +1 @@\n-a\n+b\n").find("without '---'") != std::string::npos);
}

TEST_CASE("a damaged hunk is an error that names the patch's line") {
    CHECK(refusal(diff_of("@@ -1,3 +1,3 @@\n 1\n-2\n")).find("line 6: the patch ends within") !=
          std::string::npos);
    CHECK(refusal(diff_of("@@ -1,3 +1,3 @@\n 1\n*2\n+3\n 4\n")).find("line 5: this line") !=
          std::string::npos);
    const std::string cut = kFifthLine + "diff --git a/g b/g\nnew file mode 100644\nindex 0..1\n";
    CHECK(refusal(cut + "--- /dev/null\n+++ b/g\n").find("line 15: no hunk follows") !=
          std::string::npos);
    CHECK(refusal(kFifthLine + "--- a/g\n+++ b/g\n").find("no hunk follows") != std::string::npos);
    CHECK(refusal(diff_of("@@ -x +1 @@\n")).find("line 3: malformed") != std::string::npos);
    CHECK(refusal(diff_of("@@ -99999999999999999999 +1 @@\n-a\n+b\n")).find("malformed") !=
          std::string::npos);
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
        CHECK(applied(diff.out, before, 0) == after);
    }
}
