#include "patches.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::applied;
using test::diff_of;
using test::kFifthLine;
using test::refusal;

TEST_CASE("diff -N tells by the time that a file is not there") {
    const std::string none = "\t1969-12-31 19:00:00.000000000 -0500\n", some = "\t2014-07-01\n";
    const auto made =
        diff::parse_patch("--- a/f" + none + "+++ b/f" + some + "@@ -0,0 +1 @@\n+a\n", "p");
    CHECK(made.front().old_path.empty());
    const auto gone =
        diff::parse_patch("--- a/f" + some + "+++ b/f" + none + "@@ -1 +0,0 @@\n-a\n", "p");
    CHECK(gone.front().new_path.empty());
    // A file that is so old, and one that becomes empty.
    const auto old =
        diff::parse_patch("--- a/f" + none + "+++ b/f" + some + "@@ -1 +1 @@\n-a\n+b\n", "p");
    CHECK(old.front().old_path == "a/f");
    const auto empty =
        diff::parse_patch("--- a/f" + some + "+++ b/f" + some + "@@ -1 +0,0 @@\n-a\n", "p");
    CHECK(empty.front().new_path == "b/f");
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
        CHECK_NOTHROW(diff::parse_patch(kFifthLine + rest, "x.diff"));
}

TEST_CASE("a removed line that looks like a header is a line") {
    CHECK(applied(diff_of("@@ -1,2 +1 @@\n--- x\n b\n"), "-- x\nb\n") == "b\n");
}

TEST_CASE("new and removed files have no path on one side") {
    const auto made = diff::parse_patch("--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n", "p");
    CHECK(made.front().old_path.empty());
    CHECK(made.front().path() == "b/f");
    CHECK(diff::apply_patch(made.front(), "", "p") == "a\n");
    const auto gone = diff::parse_patch("--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "p");
    CHECK(gone.front().new_path.empty());
    CHECK(diff::apply_patch(gone.front(), "a\n", "p").empty());
}

TEST_CASE("what a patch cannot express here is refused, not passed over") {
    const std::string git = "diff --git a/f b/g\n";
    CHECK(refusal(git + "new file mode 100644\nindex 0..1\nGIT binary patch\n").find("binary") !=
          std::string::npos);
    for (const char* link :
         {"new file mode 120000\nindex 0..1\n--- /dev/null\n+++ b/g\n@@ -0,0 +1 @@\n+x\n",
          "old mode 100644\nnew mode 120000\n",
          "index 1..2 120000\n--- a/f\n+++ b/g\n@@ -1 +1 @@\n-x\n+y\n",
          "new file mode 160000\nindex 0..1\n--- /dev/null\n+++ b/g\n@@ -0,0 +1 @@\n+Subproject\n"})
        CHECK(refusal(git + link).find("makes a symbolic link or a submodule") !=
              std::string::npos);
    CHECK_FALSE(
        diff::parse_patch(
            git +
                "deleted file mode 120000\nindex 1..0\n--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
            "p")
            .front()
            .refusal);
    CHECK(refusal("Binary files a/f and b/f differ\n").find("binary") != std::string::npos);
    CHECK(refusal("diff --cc f\nindex 1,2..3\n--- a/f\n+++ b/f\n@@@ -1,1 -1,1 +1,1 @@@\n")
              .find("combined diff of a merge") != std::string::npos);
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

TEST_CASE("whatever prefixes git gives, the files that cannot be applied have names") {
    const std::string text = "diff --git c/d/x.py w/d/y.py\nsimilarity index 100%\nrename from "
                             "d/x.py\nrename to d/y.py\n"
                             "diff --git old/l.png new/l.png\nindex 1111111..2222222 100644\n"
                             "Binary files old/l.png and new/l.png differ\n";
    const std::vector<diff::FilePatch> files = diff::parse_patch(text, "p");
    REQUIRE(files.size() == 2);
    CHECK(files[0].old_path + "|" + files[0].new_path == "c/d/x.py|w/d/y.py");
    CHECK(files[1].old_path + "|" + files[1].new_path == "old/l.png|new/l.png");
    CHECK(refusal("diff --git a/x/l.png b/y/l.png\nindex 1111111..2222222 100644\n"
                  "Binary files differ\n")
              .find("binary changes are not supported") != std::string::npos);
}

TEST_CASE("a commit's diff tells the files that cannot be applied, and still has the others") {
    const std::string text =
        "From 1234\nSubject: [PATCH] x\n\n---\n a | 1 +\n\n"
        "diff --git a/old name b/new name\nsimilarity index 100%\nrename from old name\n"
        "rename to new name\n"
        "diff --git a/l.png b/l.png\nindex 1111111..2222222 100644\nGIT binary patch\n"
        "literal 3\nKcmZ\n\nliteral 0\nHcmV?d00001\n\n"
        "diff --git a/m.png b/m.png\nnew file mode 100644\nindex 0000000..2222222\n"
        "Binary files /dev/null and b/m.png differ\n"
        "diff --git a/run b/run\nold mode 100644\nnew mode 100755\n"
        "diff --git \"a/\\303\\244.py\" \"b/\\303\\244.py\"\nindex 7898192..6178079 100644\n"
        "--- \"a/\\303\\244.py\"\n+++ \"b/\\303\\244.py\"\n@@ -1 +1 @@\n-a\n+b\n"
        "diff --git a/p/__init__.py b/p/__init__.py\nnew file mode 100644\nindex 0000000..e69de29\n"
        "diff --git a/q/__init__.py b/q/__init__.py\ndeleted file mode 100644\n"
        "index e69de29..0000000\n-- \n2.39.2\n";
    const std::vector<diff::FilePatch> files = diff::parse_patch(text, "p");
    std::string told;
    for (const diff::FilePatch& file : files)
        told += file.old_path + "|" + file.new_path + (file.refusal ? " refused\n" : "\n");
    CHECK(told == "a/old name|b/new name\na/l.png|b/l.png refused\n|b/m.png refused\n"
                  "a/ä.py|b/ä.py\n|b/p/__init__.py\na/q/__init__.py|\n");
    CHECK(diff::apply_patch(files[3], "a\n", "p") == "b\n");
    CHECK(diff::apply_patch(files[4], "", "p").empty());
    CHECK(files[0].move == diff::FilePatch::Move::rename);
    CHECK(files[1].refusal->what() ==
          std::string("p: line 13: binary changes are not supported; use --replace"));
}

TEST_CASE("renames and copies are told, with and without hunks, and one that is cut off") {
    using Move = diff::FilePatch::Move;
    const std::string copy = "diff --git a/f b/g\nold mode 100644\nnew mode 100755\n"
                             "similarity index 100%\ncopy from f\ncopy to g\n";
    const std::string rename = "diff --git \"a/\\303\\244\" b/h\nsimilarity index 50%\n"
                               "rename from \"\\303\\244\"\nrename to h\nindex 7898192..6178079\n";
    const std::string hunk = "--- \"a/\\303\\244\"\n+++ b/h\n@@ -1 +1 @@\n-a\n+b\n";
    const auto files = diff::parse_patch(copy + rename + hunk, "p");
    REQUIRE(files.size() == 2);
    CHECK(files[0].move == Move::copy);
    CHECK(files[0].old_path + "|" + files[0].new_path == "a/f|b/g");
    CHECK(diff::apply_patch(files[0], "a\n", "p") == "a\n");
    CHECK(files[1].move == Move::rename);
    CHECK(files[1].old_path + "|" + files[1].new_path == "a/ä|b/h");
    CHECK(diff::apply_patch(files[1], "a\n", "p") == "b\n");
    CHECK(refusal(copy + rename).find("the patch ends within the header") != std::string::npos);
    CHECK(refusal("diff --git a/f b/g\nsimilarity index 100%\nrename from f\n")
              .find("the file's name is not known") != std::string::npos);
}

TEST_CASE("files of one commit have one number") {
    const auto file = [](const std::string& name) {
        return "--- a/" + name + "\n+++ b/" + name + "\n@@ -1 +1 @@\n-a\n+b\n";
    };
    const std::string hash(40, 'a');
    const auto files =
        diff::parse_patch("From " + hash + " Mon Sep 17 00:00:00 2001\n" + file("f") + file("g") +
                              "commit " + hash + "\n" + file("f"),
                          "p");
    REQUIRE(files.size() == 3);
    CHECK(files[0].commit == files[1].commit);
    CHECK(files[1].commit != files[2].commit);
    CHECK(diff::parse_patch(file("f"), "p")[0].commit == 0);
}
