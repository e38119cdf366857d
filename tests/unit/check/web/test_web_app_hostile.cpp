#include "judged.hpp"

#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace calpkg;
using report::Severity;
using test::judge;
using test::Words;
using test::words;
using test::write_good;

TEST_CASE("symbolic links are followed inside the app only") {
    const test::Dir dir;
    dir.write("secret.js", "x");
    dir.write("secret.css", "");
    dir.write("app/index.html",
              "<script src=in.js></script><script src=out.js></script>"
              "<script src=gone.js></script><script src=round.js></script>"
              "<script src=inner/real.js></script><script src=outer/secret.js></script>");
    dir.write("app/sub/real.js", "x");
    dir.write("app/sub/empty", "");
    const std::filesystem::path app = dir.path() / "app";
    std::filesystem::create_symlink("sub/real.js", app / "in.js");
    std::filesystem::create_symlink("../secret.js", app / "out.js");
    std::filesystem::create_symlink("nowhere", app / "gone.js");
    std::filesystem::create_symlink("round.js", app / "round.js");
    std::filesystem::create_symlink("sub", app / "inner");
    std::filesystem::create_symlink("..", app / "outer");
    std::filesystem::create_symlink("sub/empty", app / "linked.css");
    std::filesystem::create_symlink("../secret.css", app / "stolen.css");
    std::filesystem::create_symlink(".", app / "sub/loop");
    CHECK(
        words(judge(app)) ==
        Words{
            "warning reference-leaves-app /index.html: index.html refers to 'out.js', which is "
            "outside the app",
            "error missing-reference /index.html: index.html refers to 'gone.js', which is missing",
            "error missing-reference /index.html: index.html refers to 'round.js', which is "
            "missing",
            "warning reference-leaves-app /index.html: index.html refers to 'outer/secret.js', "
            "which is outside the app",
            "error empty-stylesheet /linked.css: linked.css is empty, as a failed compass step "
            "leaves it"});
    std::filesystem::create_directory_symlink("app", dir.path() / "dist");
    CHECK(judge(dir.path() / "dist").size() == 5);
}

TEST_CASE("names from a dist are shown without control characters") {
    const test::Dir dir;
    dir.write("index.html", "<script src='a\x1b[31m%0a.js'></script>");
    dir.write("b\n\x1b.css", "");
    for (const report::Finding& finding : judge(dir.path())) {
        CHECK(finding.subject.find_first_of("\n\x1b") == std::string::npos);
        CHECK(finding.message.find_first_of("\n\x1b") == std::string::npos);
    }
    CHECK(judge(dir.path()).size() == 2);
}

TEST_CASE("hostile names in references are missing files, nothing worse") {
    const test::Dir dir;
    dir.write("a", "x");
    dir.write("index.html", "<script src='a%00b.js'></script><script src='" +
                                std::string(100'000, 'a') + "'></script><script src='" +
                                std::string(300, '/') +
                                "x'></script>"
                                "<script src='caf\xe9.js'></script>");
    const report::Findings findings = judge(dir.path());
    CHECK(findings.size() == 3);
    for (const report::Finding& finding : findings) CHECK(finding.id == "missing-reference");
}

TEST_CASE("files too large to be pages are reported as unchecked") {
    const test::Dir dir;
    dir.write("index.html", std::string(10'000'000, '<'));
    dir.write("a.css", std::string(10'000'000, '<'));
    const report::Findings findings = judge(dir.path());
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].id == "unchecked-file");
    CHECK(findings[0].severity == Severity::warning);
    CHECK(findings[0].message.find("index.html was not checked: is larger") == 0);
    CHECK(findings[1].subject == "clients: app/dist/a.css");
}

TEST_CASE("a directory that cannot be listed is an error") {
    if (geteuid() == 0) {
        MESSAGE("not run as root, who may list every directory");
        return;
    }
    const test::Dir dir;
    write_good(dir);
    std::filesystem::create_directory(dir.path() / "closed");
    std::filesystem::permissions(dir.path() / "closed", std::filesystem::perms::none);
    CHECK_THROWS_WITH_AS(judge(dir.path()), doctest::Contains("cannot list"), report::Error);
}

TEST_CASE("an un-minified dist of 5,800 files is judged, each file missing told once a folder") {
    const test::Dir dir;
    write_good(dir);
    for (int folder = 0; folder < 58; ++folder) {
        const std::filesystem::path path =
            dir.path() / "bower_components" / std::to_string(folder) / "src";
        std::filesystem::create_directories(path);
        for (int file = 0; file < 99; ++file)
            std::filesystem::copy_file(dir.path() / "require.js",
                                       path / (std::to_string(file) + ".js"));
        std::string css;
        for (int rule = 0; rule < 100; ++rule)
            css += ".a{background:url(" + std::to_string(rule) + ".js)}\n";
        dir.write(std::filesystem::relative(path, dir.path()).string() + "/a.css", css);
    }
    CHECK(judge(dir.path()).size() == 58); // 99.js is not there
}
