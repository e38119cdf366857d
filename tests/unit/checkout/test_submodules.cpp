#include "lib/checkout/submodules.hpp"

#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using checkout::Git;

namespace {

std::string paths(const std::vector<checkout::TrackedFile>& files) {
    std::string text;
    for (const checkout::TrackedFile& file : files) text += file.path + " ";
    return text;
}

/// A checkout with the submodule web/module, which has the submodule deep/inner.
struct Nested {
    test::Dir dir;
    test::Repository inner{dir.path() / "inner"}, module{dir.path() / "module"},
        top{dir.path() / "top"};

    Nested() {
        inner.write("leaf", "leaf\n");
        inner.commit("inner");
        module.write("static/a.js", "a\n");
        add(module, inner, "deep/inner");
        top.write("web/own.js", "own\n");
        top.write("other", "other\n");
        add(top, module, "web/module");
    }
    static void add(const test::Repository& to, const test::Repository& what,
                    const std::string& path) {
        to.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                what.top().string(), path});
        to.commit("submodule");
    }
    void update() const {
        top.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init",
                 "--recursive"});
    }
};

bool all(const std::string&) { return true; }

} // namespace

TEST_CASE("files of submodules are in their place, those of inner ones, too") {
    const Nested f;
    const Git git(f.top.top());
    auto found = checkout::tracked_below(git, "web", all);
    CHECK(paths(found.own) == "web/own.js ");
    CHECK(paths(found.of_submodules) == "web/module/.gitmodules web/module/static/a.js ");
    REQUIRE(found.missing.size() == 1);
    CHECK(found.missing[0].path == "web/module/deep/inner");
    CHECK(found.missing[0].outermost == "web/module");
    const report::Finding finding = checkout::missing_submodule(git, found.missing[0], "package");
    CHECK(finding.subject == "package: web/module/deep/inner");
    CHECK(finding.remedy == "check it out with 'git -C " + f.top.top().string() +
                                " submodule update --init --recursive web/module'");

    f.update();
    found = checkout::tracked_below(git, "web/module/deep", all);
    CHECK(found.own.empty());
    CHECK(paths(found.of_submodules) == "web/module/deep/inner/leaf ");
    CHECK(found.missing.empty());
    CHECK(paths(checkout::tracked_below(git, ".", all).own) == ".gitmodules other web/own.js ");
    CHECK(checkout::tracked_below(git, "web", [](const std::string&) {
              return false;
          }).of_submodules.empty());
    CHECK(checkout::tracked_below(git, "other", all).of_submodules.empty());
}

TEST_CASE("a submodule that is not there is missing, and a modified one refused") {
    const Nested f;
    f.update();
    const Git git(f.top.top());
    const auto below = [&](const std::string& path) {
        return checkout::tracked_below(git, path, all);
    };
    test::Repository(f.top.top() / "web/module/deep/inner").write("leaf", "changed\n");
    CHECK_THROWS_WITH_AS(below("web"),
                         doctest::Contains("web/module/deep/inner: is a submodule with modified "
                                           "files: leaf; "),
                         report::Error);
    CHECK_NOTHROW(below("other"));
    const auto not_inner = [](const std::string& path) { return path != "web/module/deep/inner"; };
    CHECK(paths(checkout::tracked_below(git, "web/module/static", not_inner).of_submodules) ==
          "web/module/static/a.js ");
    f.top.git({"-C", "web/module", "checkout", "--quiet", "--force", "HEAD"});
    f.top.git(
        {"-C", "web/module", "rm", "--quiet", "-r", "--cached", "."}); // as an interrupted clone
    CHECK_THROWS_WITH_AS(below("web"), doctest::Contains("web/module reset --hard'"),
                         report::Error);
    f.top.git({"-C", "web/module", "reset", "--quiet", "--hard"});
    CHECK_THROWS_WITH_AS(below("web"), doctest::Contains("files: leaf; "), report::Error);
    f.top.git({"submodule", "--quiet", "deinit", "--force", "web/module"});
    REQUIRE(below("web/module/static").missing.size() == 1);
    CHECK(below("web/module/static").missing[0].path == "web/module");
}

TEST_CASE("the way out of an inner submodule at another commit brings its commit back") {
    const Nested f;
    f.update();
    const Git git(f.top.top());
    const test::Repository inner(f.top.top() / "web/module/deep/inner");
    inner.write("leaf", "changed\n");
    inner.commit("another");
    const std::string update = "submodule update --init --recursive'";
    CHECK_THROWS_WITH_AS(checkout::tracked_below(git, "web", all),
                         doctest::Contains(update.c_str()), report::Error);
    f.top.git({"-C", "web/module", "submodule", "--quiet", "update", "--init", "--recursive"});
    CHECK_NOTHROW(checkout::tracked_below(git, "web", all));
}

TEST_CASE("another commit in a submodule is a modification of its own") {
    const Nested f;
    const Git git(f.top.top());
    const auto digest = [&] { return git.change_digest({"web/module"}); };
    const std::string before = digest();
    const test::Repository module(f.top.top() / "web/module");
    module.write("static/a.js", "b\n");
    CHECK(git.modified_files().empty());
    module.commit("b");
    CHECK(git.modified_files() == std::vector<std::string>{"web/module"});
    const std::string after = digest();
    CHECK(after != before);
    module.commit("c");
    CHECK(digest() != after);
}
