#include "lib/egg/patch/changes.hpp"
#include "support/patch_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using Names = std::vector<std::string>;

namespace {

const std::string kSettings = "calamari_web/settings.py";

std::unique_ptr<egg::Egg> zip_egg(const test::Dir& dir) {
    return egg::Egg::open_bytes(test::make_zip_egg(dir), "calamari_web-0.1-py2.7.egg");
}

std::string refusal(const egg::Egg& egg, const egg::Changes& changes) {
    try {
        egg::complete(egg, changes);
    } catch (const report::Error& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("bytecode goes with the source that is written or removed, and no other bytecode") {
    const test::Dir dir;
    const auto egg = zip_egg(dir);
    const Names stale{"calamari_web/settings.pyc", "calamari_web/settings.pyo"};
    CHECK(egg::complete(*egg, {{{kSettings, "new"}}, {}}).remove == stale);
    CHECK(egg::complete(*egg, {{}, {"calamari_web/urls.py"}}).remove ==
          Names{"calamari_web/urls.py", "calamari_web/urls.pyc"});
    CHECK(egg::complete(*egg, {{{"EGG-INFO/PKG-INFO", "x"}}, {}}).remove.empty());
}

TEST_CASE("bytecode in __pycache__ goes, too") {
    const test::Dir dir;
    const auto egg = egg::Egg::open(test::make_directory_egg(dir));
    CHECK(egg::complete(*egg, {{{kSettings, "new"}}, {}}).remove ==
          Names{"calamari_web/__pycache__/settings.cpython-36.pyc", "calamari_web/settings.pyc"});
}

TEST_CASE("bytecode that is given along with its source stays") {
    const test::Dir dir;
    const egg::Changes changes{{{kSettings, "new"}, {"calamari_web/settings.pyc", "code"}}, {}};
    CHECK(egg::complete(*zip_egg(dir), changes).remove == Names{"calamari_web/settings.pyo"});
}

TEST_CASE("names that would leave the egg are refused") {
    const test::Dir dir;
    const auto egg = zip_egg(dir);
    const Names names{"/etc/passwd", "../x", "a/../../x", "a//b", "a/",   "",
                      ".",           "a\\b", "a\nb",      "a/.",  "\xff", "a/\x7f"};
    for (const std::string& name : names) {
        CAPTURE(name);
        CHECK(refusal(*egg, {{{name, "x"}}, {}}).find("is not a name for a member") !=
              std::string::npos);
    }
    CHECK(refusal(*egg, {{{"a..b/.c", "x"}}, {}}) == "accepted");
}

TEST_CASE("a file cannot take a directory's place, nor stand below a file") {
    const test::Dir dir;
    const auto egg = zip_egg(dir);
    CHECK(refusal(*egg, {{{"calamari_web", "x"}}, {}}) ==
          "calamari_web-0.1-py2.7.egg: calamari_web: is a directory; name a file in it");
    CHECK(refusal(*egg, {{{kSettings + "/x", "x"}}, {}}).find("settings.py is not a directory") !=
          std::string::npos);
}

TEST_CASE("links within a directory egg are neither replaced nor followed") {
    const test::Dir dir;
    const std::filesystem::path top = test::make_directory_egg(dir);
    std::filesystem::create_symlink("urls.py", top / "calamari_web/link.py");
    std::filesystem::create_directory_symlink("/tmp", top / "calamari_web/out");
    const auto egg = egg::Egg::open(top);
    CHECK(refusal(*egg, {{{"calamari_web/link.py", "x"}}, {}}).find("is a link to urls.py") !=
          std::string::npos);
    CHECK(refusal(*egg, {{{"calamari_web/out/x", "x"}}, {}}).find("out is not a directory") !=
          std::string::npos);
}

TEST_CASE("what is not there cannot be removed, nor can a member be written and removed") {
    const test::Dir dir;
    const auto egg = zip_egg(dir);
    CHECK(refusal(*egg, {{}, {"calamari_web/setings.py"}}).find("is not in the egg") !=
          std::string::npos);
    CHECK(refusal(*egg, {{}, {"calamari_web"}}).find("is a directory") != std::string::npos);
    CHECK(refusal(*egg, {{{kSettings, "x"}}, {kSettings}}).find("both written and removed") !=
          std::string::npos);
}

TEST_CASE("a link that leads nowhere or out of the egg can be written, and is a file then") {
    const test::Dir dir;
    const std::filesystem::path top = test::make_directory_egg(dir);
    std::filesystem::create_symlink("nowhere.py", top / "calamari_web/link.py");
    std::filesystem::create_symlink("/etc/passwd", top / "calamari_web/out.py");
    const auto egg = egg::Egg::open(top);
    const egg::Changes changes = egg::complete(
        *egg, {{{"calamari_web/link.py", "x = 1\n"}, {"calamari_web/out.py", "y = 1\n"}}, {}});
    const auto after = egg::apply(*egg, changes);
    for (const char* name : {"calamari_web/link.py", "calamari_web/out.py"}) {
        CHECK(after->find(name)->link.empty());
        CHECK(after->find(name)->mode == 0644);
    }
    CHECK(after->read("calamari_web/link.py") == "x = 1\n");
}
