#include "lib/egg/check/judge.hpp"
#include "lib/egg/patch/from_checkout.hpp"
#include "lib/egg/patch/request.hpp"
#include "support/patch_fixture.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using Names = std::vector<std::string>;

namespace {

const std::string kRequested = "calamari_web/settings.py";

std::unique_ptr<egg::Egg> requested_egg(const test::Dir& dir, const std::string& calls = {}) {
    return egg::Egg::open_bytes(test::make_zip_egg(dir, calls), "calamari_web-0.1-py2.7.egg");
}

std::string refused_request(const egg::Egg& egg, const egg::Request& request) {
    try {
        egg::plan_changes(egg, request);
    } catch (const report::Error& error) {
        return error.what();
    }
    return "accepted";
}

/// A calamari checkout with a calamari_web of these files.
test::Repository checkout(const test::Dir& dir) {
    test::Repository repository(dir.path() / "calamari");
    repository.write("calamari-web/setup.py", "setup()\n");
    repository.write("calamari-web/calamari_web/__init__.py", "");
    repository.write("calamari-web/calamari_web/settings.py", "DEBUG = True\n");
    repository.write("calamari-web/calamari_web/new.py", "new = 1\n");
    repository.write("calamari-web/calamari_web/notes.txt", "notes\n");
    repository.write("elsewhere/calamari_web/__init__.py", "wrong\n");
    repository.commit("all");
    return repository;
}

} // namespace

TEST_CASE("the fix is planned with the bytecode that goes stale") {
    const test::Dir dir;
    const egg::PlannedChanges planned =
        egg::plan_changes(*requested_egg(dir), {.fixes = {"graphite-templates"}});
    CHECK(planned.changes.write.size() == 1);
    CHECK(planned.changes.write.count(kRequested) == 1);
    CHECK(planned.changes.remove ==
          Names{"calamari_web/settings.pyc", "calamari_web/settings.pyo"});
    CHECK(planned.notes.empty());
}

TEST_CASE("what is fixed already is said and not changed") {
    const test::Dir dir;
    const auto egg = requested_egg(dir);
    const std::string fixed =
        egg::plan_changes(*egg, {.fixes = {"graphite-templates"}}).changes.write.at(kRequested);
    const egg::PlannedChanges planned = egg::plan_changes(
        *egg, {.replace = {{kRequested, fixed}}, .fixes = {"graphite-templates"}});
    CHECK(planned.notes == Names{"calamari_web/settings.py is already fixed (graphite-templates)"});
    CHECK(planned.changes.write.at(kRequested) == fixed);
}

TEST_CASE("bytecode that still has the bug goes, though the source is repaired") {
    const test::Dir dir;
    const auto egg = requested_egg(
        dir, "        z.writestr(info('other.py'), 'x')\n"
             "        z.filelist = [i for i in z.filelist if 'settings' not in i.filename]\n"
             "        z.NameToInfo = dict((i.filename, i) for i in z.filelist)\n"
             "        z.writestr(info('calamari_web/settings.py'), \"import sys\\nTEMPLATE_DIRS = "
             "('/lib/python%d.%d/site-packages/graphite/templates' % sys.version_info[:2],)\\n\")\n"
             "        z.writestr(info('calamari_web/settings.pyc'), "
             "pyc(1, b'/lib/python2.7/site-packages/graphite/templates'))\n");
    const egg::PlannedChanges planned = egg::plan_changes(*egg, {.fixes = {"graphite-templates"}});
    CHECK(planned.changes.write.empty());
    CHECK(planned.changes.remove == Names{"calamari_web/settings.pyc"});
    CHECK(planned.notes.size() == 1);
}

TEST_CASE(
    "replacing a member by itself takes its bytecode away, adding nothing else is no change") {
    const test::Dir dir;
    const auto egg = requested_egg(dir);
    const egg::PlannedChanges same =
        egg::plan_changes(*egg, {.replace = {{kRequested, egg->read(kRequested)}}});
    CHECK(same.changes.write.size() == 1);
    CHECK(same.changes.remove.size() == 2);
    const egg::PlannedChanges undone = egg::plan_changes(
        *egg, {.remove = {kRequested}, .add = {{kRequested, egg->read(kRequested)}}});
    CHECK(undone.changes.empty());
    CHECK(undone.notes == Names{"the egg has all of this already"});
}

TEST_CASE("adding what is there, replacing or removing what is not: errors with a way out") {
    const test::Dir dir;
    const auto egg = requested_egg(dir);
    CHECK(refused_request(*egg, {.add = {{kRequested, "x"}}}) ==
          "calamari_web-0.1-py2.7.egg: calamari_web/settings.py: is already in the egg; use "
          "--replace");
    CHECK(refused_request(*egg, {.replace = {{"calamari_web/setings.py", "x"}}})
              .find("did you mean 'calamari_web/settings.py'?") != std::string::npos);
    CHECK(refused_request(*egg, {.remove = {"calamari_web/x"}}).find("is not in the egg") !=
          std::string::npos);
    for (const char* name : {"calamari_web", "calamari_web/"})
        CHECK(refused_request(*egg, {.remove = {name}}).find("it is a directory: name its files") !=
              std::string::npos);
    CHECK(refused_request(*egg, {.remove = {kRequested, kRequested}})
              .find("is to be removed twice") != std::string::npos);
    CHECK(refused_request(*egg, {.replace = {{kRequested, "x"}, {kRequested, "y"}}})
              .find("is to be replaced twice") != std::string::npos);
}

TEST_CASE("patches see what the options before them made, and fixes see the patches") {
    const test::Dir dir;
    const auto egg = requested_egg(dir);
    const std::string text =
        "--- a/calamari_web/n.py\n+++ b/calamari_web/n.py\n@@ -1 +1 @@\n-a\n+b\n"
        "--- a/calamari_web/settings.py\n+++ b/calamari_web/settings.py\n@@ -4 +4 @@\n"
        "-DEBUG = False\n+DEBUG = True\n";
    const egg::PlannedChanges planned =
        egg::plan_changes(*egg, {.add = {{"calamari_web/n.py", "a\n"}},
                                 .patches = {{"x.diff", text}},
                                 .fixes = {"graphite-templates"}});
    CHECK(planned.changes.write.at("calamari_web/n.py") == "b\n");
    const std::string& settings = planned.changes.write.at(kRequested);
    CHECK(settings.find("DEBUG = True") != std::string::npos);
    CHECK(settings.find("python%d.%d") != std::string::npos);
}

TEST_CASE("a patch's paths fit by themselves; with another -p the one that fits is told") {
    const test::Dir dir;
    const std::string text = "--- a/calamari-web/calamari_web/settings.py\n"
                             "+++ b/calamari-web/calamari_web/settings.py\n@@ -4 +4 @@\n"
                             "-DEBUG = False\n+DEBUG = True\n";
    CHECK(refused_request(*requested_egg(dir), {.patches = {{"x.diff", text}}, .strip = 1}) ==
          "x.diff: calamari-web/calamari_web/settings.py is not in calamari_web-0.1-py2.7.egg; "
          "with -p2 its files are in the egg");
    const egg::PlannedChanges planned =
        egg::plan_changes(*requested_egg(dir), {.patches = {{"x.diff", text}}});
    CHECK(planned.changes.write.size() == 1);
    CHECK(planned.notes == Names{"x.diff: its paths are taken with -p2"});
}

TEST_CASE("a name of a patch that is too short for -p is another name of the same file") {
    const test::Dir dir;
    for (const auto& [before, after] :
         {std::pair("settings.py", "../new/calamari_web/settings.py"),
          std::pair("../old/calamari_web/settings.py", "settings.py")}) {
        const std::string text = std::string("--- ") + before + "\n+++ " + after +
                                 "\n@@ -4 +4 @@\n-DEBUG = False\n+DEBUG = True\n";
        const egg::PlannedChanges planned =
            egg::plan_changes(*requested_egg(dir), {.patches = {{"x.diff", text}}});
        REQUIRE(planned.changes.write.count(kRequested) == 1);
        CHECK(planned.changes.write.at(kRequested).find("DEBUG = True") != std::string::npos);
    }
}

TEST_CASE("a patch adds and removes files, but not over what is there nor with lines left") {
    const test::Dir dir;
    const auto egg = requested_egg(dir);
    const egg::PlannedChanges made = egg::plan_changes(
        *egg, {.patches = {{"p", "--- /dev/null\n+++ b/n.py\n@@ -0,0 +1 @@\n+a\n"}}, .strip = 1});
    CHECK(made.changes.write.at("n.py") == "a\n");
    CHECK(refused_request(*egg, {.patches = {{"p", "--- /dev/null\n+++ b/" + kRequested +
                                                       "\n@@ -0,0 +1 @@\n+a\n"}}})
              .find("is to be made, but is already in the egg") != std::string::npos);
    const std::string empty = "calamari_web/__init__.py";
    REQUIRE(egg->read(empty).empty());
    CHECK(egg::plan_changes(
              *egg, {.patches = {{"p", "--- a/" + empty + "\t1970-01-01 00:00:00 +0000\n+++ b/" +
                                           empty + "\n@@ -0,0 +1 @@\n+a\n"}}})
              .changes.write.at(empty) == "a\n");
    const std::string removal = "--- a/EGG-INFO/top_level.txt\n+++ /dev/null\n"
                                "@@ -1 +0,0 @@\n-calamari_web\n";
    CHECK(egg::plan_changes(*egg, {.patches = {{"p", removal}}}).changes.remove ==
          Names{"EGG-INFO/top_level.txt"});
    CHECK(refused_request(*egg, {.patches = {{"p", "--- a/" + kRequested +
                                                       "\n+++ /dev/null\n"
                                                       "@@ -1 +0,0 @@\n-import os\n"}}})
              .find("has more lines than the patch knows") != std::string::npos);
}

TEST_CASE("of a commit's diff the egg's files are taken and the others are listed") {
    const test::Dir dir;
    const auto egg = requested_egg(dir);
    const std::string outside = "diff --git a/logo.png b/logo.png\nindex 1111111..2222222 100644\n"
                                "GIT binary patch\nliteral 0\nHcmV?d00001\n\n"
                                "--- a/calamari.spec\n+++ b/calamari.spec\n@@ -1 +1 @@\n-a\n+b\n";
    const std::string inside =
        "--- a/web/calamari_web/settings.py\n+++ b/web/calamari_web/settings.py\n@@ -4 +4 @@\n"
        "-DEBUG = False\n+DEBUG = True\n"
        "--- /dev/null\n+++ b/web/calamari_web/n.txt\n@@ -0,0 +1 @@\n+a\n"
        "--- a/web/calamari_web/n.txt\n+++ b/web/calamari_web/n.txt\n@@ -1 +1 @@\n-a\n+b\n";
    for (const std::optional<unsigned> strip : {std::optional<unsigned>(), {2U}}) {
        const egg::PlannedChanges planned =
            egg::plan_changes(*egg, {.patches = {{"x.diff", outside + inside}}, .strip = strip});
        CHECK(planned.changes.write.size() == 2);
        CHECK(planned.changes.write.at("calamari_web/n.txt") == "b\n");
        CHECK(Names(planned.notes.end() - 2, planned.notes.end()) ==
              Names{"x.diff: logo.png is not of the egg and is left out",
                    "x.diff: calamari.spec is not of the egg and is left out"});
    }
    CHECK(refused_request(*egg, {.patches = {{"x.diff", outside}}}) ==
          "x.diff: none of its 2 files is in calamari_web-0.1-py2.7.egg; 'cal-pkg egg list' shows "
          "what is in it");
}

TEST_CASE("what concerns the egg and cannot be applied is refused, whatever else there is") {
    const test::Dir dir;
    const auto egg = requested_egg(dir);
    const std::string good = "--- a/calamari_web/settings.py\n+++ b/calamari_web/settings.py\n"
                             "@@ -4 +4 @@\n-DEBUG = False\n+DEBUG = True\n";
    const std::string git = "diff --git a/calamari_web/urls.py b/calamari_web/urls.py\n";
    CHECK(refused_request(*egg,
                          {.patches = {{"p", good + git +
                                                 "index 1111111..2222222 100644\n"
                                                 "GIT binary patch\nliteral 0\nHcmV?d00001\n\n"}}})
              .find("binary changes are not supported") != std::string::npos);
    CHECK(
        refused_request(*egg, {.patches = {{"p", good + "--- a/calamari_web/views.py\n"
                                                        "+++ b/calamari_web/views.py\n@@ -1 +1 @@\n"
                                                        "-a\n+b\n"}}})
            .find("calamari_web/views.py is not in") != std::string::npos);
    CHECK(refused_request(*egg,
                          {.patches = {{"p", "diff --git a/top.py b/top.py\nnew file mode 100644\n"
                                             "index 0000000..e69de29\n"}}})
              .find("is not in calamari_web") != std::string::npos);
    CHECK(egg::plan_changes(*egg, {.patches = {{"p", "diff --git a/calamari_web/x/__init__.py "
                                                     "b/calamari_web/x/__init__.py\n"
                                                     "new file mode 100644\n"
                                                     "index 0000000..e69de29\n"}}})
              .changes.write.at("calamari_web/x/__init__.py")
              .empty());
}

namespace {

/// git's header of a move; `hunk` follows.
std::string moved(const std::string& how, const std::string& from, const std::string& to,
                  const std::string& hunk = "") {
    return "diff --git a/" + from + " b/" + to + "\nsimilarity index 90%\n" + how + " from " +
           from + "\n" + how + " to " + to + "\n" +
           (hunk.empty() ? "" : "--- a/" + from + "\n+++ b/" + to + "\n" + hunk);
}

/// An egg with p/a.py, p/b.py (each its name) and p/__init__.py.
std::unique_ptr<egg::Egg> letters() {
    return egg::Egg::open_bytes(test::make_zip({{.name = "p/__init__.py", .content = ""},
                                                {.name = "p/a.py", .content = "a\n"},
                                                {.name = "p/a.pyc", .content = "code"},
                                                {.name = "p/b.py", .content = "b\n"}}),
                                "p-1-py2.7.egg");
}

/// "p/a.py- p/c.py=x": what `patch` makes of letters(), each change.
std::string changes_by(const std::string& patch) {
    const egg::PlannedChanges planned =
        egg::plan_changes(*letters(), {.patches = {{"x.diff", patch}}});
    std::string text;
    for (const std::string& name : planned.changes.remove) text += name + "- ";
    for (const auto& [name, content] : planned.changes.write)
        text += name + "=" + content.substr(0, content.size() - 1) + " ";
    for (const std::string& note : planned.notes) text += note + " ";
    return text;
}

const std::string kChangeA = "--- a/p/a.py\n+++ b/p/a.py\n@@ -1 +1 @@\n-a\n+A\n";

} // namespace

TEST_CASE("renames and copies within the egg are applied, with bytecode and as git means them") {
    CHECK(changes_by(moved("rename", "p/a.py", "p/c.py")) == "p/a.py- p/a.pyc- p/c.py=a ");
    CHECK(changes_by(moved("rename", "p/a.py", "p/c.py", "@@ -1 +1 @@\n-a\n+c\n")) ==
          "p/a.py- p/a.pyc- p/c.py=c ");
    CHECK(changes_by(moved("copy", "p/a.py", "p/sub/c.py")) == "p/sub/c.py=a ");
    // What is copied is the file as the commit found it.
    CHECK(changes_by(kChangeA + moved("copy", "p/a.py", "p/c.py")) ==
          "p/a.pyc- p/a.py=A p/c.py=a ");
    CHECK(changes_by(moved("copy", "p/a.py", "p/c.py") + moved("rename", "p/a.py", "p/d.py")) ==
          "p/a.py- p/a.pyc- p/c.py=a p/d.py=a ");
    CHECK(changes_by(moved("rename", "p/a.py", "p/b.py") + moved("rename", "p/b.py", "p/a.py")) ==
          "p/a.pyc- p/a.py=b p/b.py=a ");
    // A series: each commit goes on from the one before.
    const std::string next = "commit " + std::string(40, 'c') + "\n";
    CHECK(changes_by(kChangeA + next + moved("copy", "p/a.py", "p/c.py")) ==
          "p/a.pyc- p/a.py=A p/c.py=A ");
    CHECK(changes_by(moved("rename", "p/a.py", "p/c.py") + next +
                     moved("rename", "p/c.py", "p/d.py", "@@ -1 +1 @@\n-a\n+d\n")) ==
          "p/a.py- p/a.pyc- p/d.py=d ");
    CHECK(changes_by(kChangeA + moved("rename", "p/a.py", "p/c.py")) ==
          "p/a.py- p/a.pyc- p/c.py=A ");
    CHECK(refused_request(*letters(), {.patches = {{"p", moved("rename", "p/a.py", "p/b.py")}}})
              .find("p/b.py is to be made, but is already in the egg") != std::string::npos);
}

TEST_CASE("renames and copies out of the egg, into it and of others' are listed with the rest") {
    const std::string in = moved("rename", "web/p/a.py", "web/p/c.py");
    const std::string out = moved("rename", "web/p/b.py", "lib/q/b.py");
    CHECK(changes_by(in + out) ==
          "p/a.py- p/a.pyc- p/c.py=a x.diff: its paths are taken with -p2 x.diff: web/p/b.py "
          "(renamed to lib/q/b.py) is not of the egg and is left out ");
    CHECK(changes_by(in + moved("copy", "lib/p/a.py", "web/p/e.py"))
              .find("lib/p/a.py (copied to web/p/e.py) is not of the egg") != std::string::npos);
    CHECK(changes_by(in + moved("copy", "web/q/a.py", "web/p/e.py")).find("p/e.py=") ==
          std::string::npos);
    CHECK(refused_request(*letters(),
                          {.patches = {{"x.diff", moved("rename", "q/a.py", "q/b.py") +
                                                      moved("rename", "q/b.py", "q/a.py")}}})
              .find("none of its 2 files is in p-1-py2.7.egg") != std::string::npos);
}

TEST_CASE("a checkout gives the package's modules and the data that the egg has, nothing else") {
    const test::Dir dir;
    const test::Repository repository = checkout(dir);
    repository.write("calamari-web/calamari_web/untracked.py", "x\n");
    const auto egg = requested_egg(dir);
    const egg::PlannedChanges planned = egg::plan_changes(*egg, {.checkout = repository.top()});
    Names written;
    for (const auto& [name, content] : planned.changes.write) written.push_back(name);
    CHECK(written == Names{"calamari_web/new.py", kRequested});
    CHECK(planned.changes.write.at(kRequested) == "DEBUG = True\n");
    CHECK(planned.notes ==
          Names{"calamari_web/urls.py is not in the checkout and stays (--remove takes it away)"});
}

TEST_CASE("a damaged member is replaced, removed and taken from a checkout; not patched") {
    const test::Dir dir;
    const auto egg = egg::Egg::open_bytes(
        test::make_zip({{.name = "calamari_web/__init__.py", .content = ""},
                        {.name = kRequested, .content = "a = 1\n", .crc_error = 1}}),
        "calamari_web-0.1-py2.7.egg");
    CHECK(egg::plan_changes(*egg, {.replace = {{kRequested, "x"}}}).changes.write.size() == 1);
    CHECK(egg::plan_changes(*egg, {.remove = {kRequested}}).changes.remove == Names{kRequested});
    const test::Repository repository = checkout(dir);
    CHECK(egg::plan_changes(*egg, {.checkout = repository.top()}).changes.write.at(kRequested) ==
          "DEBUG = True\n");
    CHECK(refused_request(*egg, {.fixes = {"graphite-templates"}}).find("its checksum differs") !=
          std::string::npos);
}

TEST_CASE("a changed file of the checkout is taken as it is, and told") {
    const test::Dir dir;
    const test::Repository repository = checkout(dir);
    repository.write("calamari-web/calamari_web/settings.py", "DEBUG = 2\n");
    const egg::PlannedChanges planned =
        egg::plan_changes(*requested_egg(dir), {.checkout = repository.top()});
    CHECK(planned.changes.write.at(kRequested) == "DEBUG = 2\n");
    CHECK(planned.notes.back() ==
          "calamari-web/calamari_web/settings.py differs from the checkout's "
          "commit; taken as it is");
}

TEST_CASE("a checkout of something else and links out of it are refused") {
    const test::Dir dir;
    const test::Repository other(dir.path() / "other");
    other.write("README", "x\n");
    other.commit("all");
    const auto egg = requested_egg(dir);
    CHECK(refused_request(*egg, {.checkout = other.top()}).find("has none of the packages") !=
          std::string::npos);
    const test::Repository repository = checkout(dir);
    std::filesystem::create_symlink("/etc/passwd",
                                    repository.top() / "calamari-web/calamari_web/link.py");
    repository.commit("link");
    CHECK(refused_request(*egg, {.checkout = repository.top()})
              .find("link.py: is not a regular file") != std::string::npos);
}

TEST_CASE("a file that hides behind a directory turned into a link is refused") {
    const test::Dir dir;
    const test::Repository repository = checkout(dir);
    const std::filesystem::path package = repository.top() / "calamari-web/calamari_web";
    std::filesystem::rename(package, dir.path() / "away");
    std::filesystem::create_directory_symlink(dir.path() / "away", package);
    CHECK(refused_request(*requested_egg(dir), {.checkout = repository.top()})
              .find("lies behind a symbolic link") != std::string::npos);
}

TEST_CASE("an error that the change brings is told apart from one that was there") {
    const test::Dir dir;
    const auto before = requested_egg(dir);
    const auto broken = egg::Egg::open_bytes(
        egg::rewrite_zip(test::make_zip_egg(dir),
                         egg::complete(*before, {{{kRequested, "x = (\n"}}, {}}), "e"),
        before->name());
    python::Compiler compiler(before->python());
    const egg::Judgement bad = egg::judge(*before, *broken, compiler);
    REQUIRE(bad.introduced.size() >= 1);
    CHECK(bad.introduced.front().subject.find(kRequested) != std::string::npos);
    const egg::Judgement same = egg::judge(*broken, *broken, compiler);
    CHECK(same.introduced.empty());
    CHECK(same.standing.size() == bad.introduced.size() + bad.standing.size());
}
