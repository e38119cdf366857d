#include "lib/report/log_error.hpp"
#include "lib/reproduce/build_again.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::string line_of(const provenance::Build& build, const reproduce::Parts& parts = {}) {
    const layout::Catalog catalog(test::source_directory());
    std::string line;
    try {
        for (const std::string& word :
             reproduce::build_arguments(catalog, build, "el6", nullptr, parts, "/out"))
            line += (line.empty() ? "" : " ") + word;
    } catch (const report::Error& error) {
        line = error.what();
    }
    return line;
}

std::filesystem::path script(const test::Dir& dir, const std::string& name,
                             const std::string& text) {
    const std::filesystem::path file = dir.write(name, "#!/bin/sh\n" + text + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file;
}

} // namespace

TEST_CASE("a build is done again with all that was said then") {
    provenance::Build build{.name = "x", .component = "minion"};
    CHECK(line_of(build) == "build minion --target el6 --out /out");
    build.made_from.settings = {{"master", "salt.example.org"}};
    build.made_from.version = "1.1-2";
    build.accepted = {"missing-app"};
    CHECK(line_of(build) == "build minion --target el6 --out /out --version-of minion=1.1-2 "
                            "--set minion.master=salt.example.org --accept missing-app");
}

TEST_CASE(
    "a virtualenv has to be given where there was one, and is not taken where there was none") {
    provenance::Build build{.name = "server-1", .component = "server"};
    CHECK_FALSE(test::has(line_of(build, {.venv = "build"}), "--venv"));
    build.made_from.resources = {{provenance::kVirtualenv, "", {{"contentSha256", "aa"}}}};
    build.made_from.keep_venv = true;
    CHECK(test::has(line_of(build),
                    "server-1: has a virtualenv, and it is not here; give it with --venv"));
    CHECK(test::has(line_of(build, {.venv = "build", .lock = "1.2", .wheelhouse = "/w"}),
                    " --venv build --lock 1.2 --wheelhouse /w --keep-venv"));
}

TEST_CASE("a build that fails says why in one line") {
    const test::Dir dir;
    const auto program = script(dir, "program", "echo 'cal-pkg: error: no room' >&2; exit 2");
    CHECK_THROWS_WITH_AS(reproduce::run_build({program, {}, {}}, {"build"}, dir.path(), "x-1"),
                         "x-1: cannot be built again: no room", report::Error);
    reproduce::run_build(
        {script(dir, "other", "[ \"$PWD\" = '" + dir.path().string() + "' ]"), {}, {}}, {},
        dir.path(), "x-1");
}

TEST_CASE("what a build has shown of a log is shown, and a log that goes with it is not named") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "work");
    const std::string gone = dir.path().string() + "/out/failed-el6/logs/server.log";
    const auto program = script(dir, "program",
                                "cat >&2 <<X\nserver building\n--- end of the log of server ---\n"
                                "no room\n---\ncal-pkg: error: server: rpmbuild failed\n"
                                "whole log: " +
                                    gone + "\nwhole log: /kept\nX\nexit 2");
    CHECK_THROWS_WITH_AS(
        reproduce::run_build({program, {}, {}}, {}, dir.path() / "work", "x-1"),
        "x-1: cannot be built again: server: rpmbuild failed\n--- end of the log of server ---\n"
        "no room\n---\nwhole log: /kept",
        report::LogError);
}
