#include "lib/plan/resolve.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <string>

using namespace calpkg;

TEST_CASE("web apps are told apart by names, modes and contents of all their files, and by nothing "
          "else") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.commit("Nothing yet");
    layout::Rule app;
    app.kind = layout::Rule::Kind::tree;
    app.source = "app";
    app.to = "/content/app";
    app.files = layout::Files::all;
    app.web_app = true;
    const layout::Layout layout;
    const plan::Variables variables;
    const std::set<std::string> features;
    const auto content = [&] {
        const checkout::Git git(repository.top());
        plan::Resolver resolver(layout, git, variables, features, 1400000000);
        resolver.add({app}, "/");
        return resolver.web_apps_content();
    };
    std::set<std::string> seen;
    const auto is_new = [&] { return seen.insert(content()).second; };
    repository.write("app/index.html", "page");
    repository.write("app/sub/x.js", "x");
    CHECK(is_new());
    CHECK_FALSE(is_new());
    repository.write("app/sub/x.js", "y");
    CHECK(is_new());
    repository.write("app/sub/x.js", "y", 0755);
    CHECK(is_new());
    std::filesystem::rename(repository.top() / "app/sub/x.js", repository.top() / "app/sub/z.js");
    CHECK(is_new());
    std::filesystem::create_symlink("z.js", repository.top() / "app/sub/l.js");
    CHECK(is_new());
    std::filesystem::create_directory(repository.top() / "app/empty");
    std::filesystem::last_write_time(
        repository.top() / "app/sub/z.js",
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    CHECK_FALSE(is_new());
}
