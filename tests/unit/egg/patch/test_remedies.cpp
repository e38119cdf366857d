#include "lib/diff/apply_patch.hpp"
#include "lib/egg/patch/changes.hpp"
#include "lib/egg/patch/request.hpp"
#include "support/support.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <sys/stat.h>

using namespace calpkg;

namespace {

std::unique_ptr<egg::Egg> zip_egg(const std::vector<test::ZipMember>& members) {
    return egg::Egg::open_bytes(test::make_zip(members), "x.egg");
}

void patched(const std::string& patch, const std::string& text) {
    egg::plan_changes(*zip_egg({{"f", text}}), {.patches = {{"x.diff", patch}}, .strip = 1});
}

} // namespace

TEST_CASE("errors say what to do about them") {
    const test::Dir dir;
    mkfifo((dir.path() / "pipe").c_str(), 0600);
    const auto egg = zip_egg({{"a/", ""},
                              {"a/b.py", "b"},
                              {"c", "c"},
                              {"secret", "s", {}, 1},
                              {"packed", "p", {}, 0, 97}});
    const auto files = egg::Egg::open_files({{{.name = "c", .size = 1}, "c"}}, "x.egg");
    const std::string header = "--- a/f\n+++ b/f\n";
    const std::string damaged = "; the patch is damaged or cut off: make it again, with 'diff -u'";
    const std::string before =
        "; was the patch applied before? 'cal-pkg egg show' shows the member";
    const std::vector<std::pair<std::function<void()>, std::string>> cases{
        {[&] { egg::Egg::open(dir.path() / "pipe"); },
         "pipe: is not a regular file; name a zip egg or a directory egg"},
        {[&] { egg->read("a/"); }, "x.egg: a/: is a directory; name a file in it"},
        {[&] { egg->read("c", 0); },
         "x.egg: c: has 1 bytes, more than the 0 that are read; no module is that large: use "
         "unzip, or the file itself"},
        {[&] { files->read("c", 0); },
         "x.egg: c: has 1 bytes, more than the 0 that are read; no module is that large: use "
         "unzip, or the file itself"},
        {[&] { egg->read("secret"); },
         "x.egg: secret: is encrypted; Python cannot import it either; take the egg from its "
         "package again, or from a backup"},
        {[&] { egg->read("packed"); }, "x.egg: packed: is compressed by a method that Python and "
                                       "cal-pkg do not know; make the egg "
                                       "again, with deflate"},
        {[&] {
             egg::complete(*egg, {{{"a", ""}}, {}});
         },
         "x.egg: a: is a directory; name a file in it"},
        {[&] {
             egg::complete(*egg, {{{"c/d", ""}}, {}});
         },
         "x.egg: c/d: cannot be written: c is not a directory; choose another name, or remove what "
         "is in the way"},
        {[&] { patched(header + "@@ -1,2 +1 @@\n-a\n", "a\n"); },
         "x.diff: line 5: the patch ends within a hunk" + damaged},
        {[&] { patched(header + "@@ -1 +1 @@\n*a\n", "a\n"); },
         "x.diff: line 4: this line does not belong to the hunk that its header announces" +
             damaged},
        {[&] { patched(header + "@@ -x +1 @@\n-a\n", "a\n"); },
         "x.diff: line 3: malformed hunk header" + damaged},
        {[&] { patched("@@ -1 +1 @@\n-a\n+b\n", "a\n"); },
         "x.diff: line 1: a hunk without '---' and '+++' lines before it" + damaged},
        {[&] { patched(header + "@@ -1 +1 @@\n-a\n+b\n", "c\n"); },
         "x.diff: hunk 1 (line 1) does not apply to f: line 1 is not 'a'; make the patch for what "
         "'cal-pkg egg show' prints"},
        {[&] { patched("--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n", "a\n"); },
         "x.diff: f is to be made, but is already in the egg" + before},
        {[&] { patched("--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "a\nb\n"); },
         "x.diff: f is to be removed, but has more lines than the patch knows; use --remove"},
    };
    for (const auto& [what, message] : cases) {
        std::string told = "no error, but: " + message;
        try {
            what();
        } catch (const report::Error& error) {
            told = error.what();
        }
        CHECK(told.substr(told.size() - std::min(told.size(), message.size())) == message);
    }
}

TEST_CASE("an egg with as many members as a zip can have gets no more") {
    std::vector<test::ZipMember> members;
    for (int i = 0; i < 0xfffe; ++i) members.push_back({std::to_string(i), ""});
    const std::string bytes = test::make_zip(members);
    CHECK_THROWS_WITH_AS(
        egg::rewrite_zip(bytes, {{{"new", ""}}, {}}, "x.egg"),
        "x.egg: would become a zip64 file, which Python 2 does not import; unpack it into a "
        "directory of the same name: that is an egg, too",
        report::Error);
}
