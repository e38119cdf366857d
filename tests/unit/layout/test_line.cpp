#include "lib/layout/line.hpp"

#include "documents.hpp"

#include "lib/fs/file.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/layout/settings.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;

namespace {

const std::string good_line = R"(line: "1.2"
summary: Calamari 1.2
targets: [el6, el7]
locks: {el7: calamari-1.2}
repositories:
  server: {url: https://github.com/ceph/calamari, branch: "1.2", commit: e16f80940be7e7ea42ca317b7eb2359673a32e33, describe: v1.2-12-ge16f809}
  diamond: {url: https://github.com/ceph/Diamond, tag: v3.4, commit: 6ec005f9c206091b68958e1ec40d675639ce3831, describe: v3.4}
archives:
  whisper-a6e2176e.tar.gz: {url: https://github.com/graphite-project/whisper, branch: master, commit: a6e2176eb624f0c09df399b4f8464a5a08789bd6, sha256: 112230a76af69b1613615f831300f770146b31800a34db0d96a5cf31c5b49560}
notes: [It runs.]
set: {firewall.web-port: 8002}
versions: {firewall: 1.1-1}
)";

std::string complaint_of_line(const std::string& text) {
    return test::complaint(layout::read_line, "1.2.yaml", text);
}

std::string with_repository(const std::string& keys) {
    return test::with_line(good_line, 6, "  server: {" + keys + ", describe: v1.2}");
}

} // namespace

TEST_CASE("a line says which commit of which repository it is made of") {
    const test::Dir dir;
    const layout::Line line = layout::read_line(dir.write("1.2.yaml", good_line));
    CHECK(line.name == "1.2");
    CHECK(line.locks.at("el7") == "calamari-1.2");
    REQUIRE(line.repository("server") != nullptr);
    CHECK(line.repository("server")->name() == "ceph/calamari");
    CHECK(line.repository("server")->ref == "refs/heads/1.2");
    CHECK(line.repository("diamond")->ref == "refs/tags/v3.4");
    CHECK(line.repository("clients") == nullptr);
    REQUIRE(line.archives.size() == 1);
    CHECK(line.archives[0].file == "whisper-a6e2176e.tar.gz");
    CHECK(line.settings.at("firewall.web-port") == "8002");
    CHECK(line.versions.at("firewall") == "1.1-1");
    CHECK(line.notes == std::vector<std::string>{"It runs."});
    CHECK_NOTHROW(line.require_target("el6"));
    CHECK_THROWS_WITH_AS(line.require_target("el9"),
                         doctest::Contains("line 1.2: is not for el9; it is for el6, el7"),
                         report::Error);
}

TEST_CASE("an address that git or a mirror's folders could take for something else is refused") {
    const std::string commit = "commit: e16f80940be7e7ea42ca317b7eb2359673a32e33";
    CHECK(complaint_of_line(with_repository("url: https://example.org/a/b, branch: x, " + commit))
              .empty());
    for (const char* url :
         {"ext::sh -c id", "--upload-pack=id", "file:///etc/x", "/tmp/a/b",
          "https://github.com/ceph", "https://github.com/../calamari", "https://github.com/ceph/-x",
          "https:///ceph/calamari", "ssh://github.com/ceph/calamari",
          "https://github.com/ceph/calamari/"}) {
        CAPTURE(url);
        CHECK(test::has(complaint_of_line(with_repository(std::string("url: \"") + url +
                                                          "\", branch: x, " + commit)),
                        "1.2.yaml:6: 'url'"));
    }
}

TEST_CASE("what holds a commit is one branch or one tag with a plain name") {
    const std::string url =
        "url: https://example.org/a/b, commit: e16f80940be7e7ea42ca317b7eb2359673a32e33";
    CHECK(test::has(complaint_of_line(with_repository(url)),
                    "a 'branch' or a 'tag' holds the commit"));
    CHECK(test::has(complaint_of_line(with_repository(url + ", branch: a, tag: b")),
                    "give one of the two"));
    CHECK(complaint_of_line(with_repository(url + ", branch: wip/a-b_c+1.2")).empty());
    for (const char* name :
         {"-x", "a..b", "a//b", "/a", "a/", "a b", "a:b", "a*", "a.lock", "a^", "a@{0}"}) {
        CAPTURE(name);
        CHECK(test::has(complaint_of_line(with_repository(url + ", branch: \"" + name + "\"")),
                        "1.2.yaml:6: 'branch'"));
    }
}

TEST_CASE("commits and digests are whole") {
    for (const char* commit : {"e16f809", "E16f80940be7e7ea42ca317b7eb2359673a32e33", "HEAD"})
        CHECK(test::has(
            complaint_of_line(with_repository("url: https://example.org/a/b, branch: x, commit: " +
                                              std::string(commit))),
            "'commit' cannot be"));
    CHECK(test::has(complaint_of_line(test::with_line(
                        good_line, 9,
                        "  w-1.tar.gz: {url: https://example.org/a/b, tag: x, commit: "
                        "e16f80940be7e7ea42ca317b7eb2359673a32e33, sha256: abc}")),
                    "'sha256' cannot be"));
    CHECK(test::has(complaint_of_line(test::with_line(good_line, 1, "line: \"1.3\"")),
                    "rename the file to '1.3.yaml'"));
}

TEST_CASE(
    "every line in the project names targets, components, locks and archives that there are") {
    const layout::Catalog catalog(test::source_directory());
    const std::vector<std::string> names = catalog.line_names();
    REQUIRE(std::ranges::count(names, "1.2") == 1);
    REQUIRE(std::ranges::count(names, "1.5") == 1);
    for (const std::string& name : names) {
        CAPTURE(name);
        const layout::Line line = catalog.line(name);
        for (const std::string& target : line.targets) CHECK_NOTHROW(catalog.target(target));
        for (const auto& [setting, value] : line.settings) {
            const std::string component = setting.substr(0, setting.find('.'));
            CHECK_NOTHROW(layout::require_setting(
                catalog.layout(component), setting.substr(component.size() + 1), value, name));
        }
        for (const auto& [component, version] : line.versions)
            CHECK_NOTHROW(catalog.layout(component));
        for (const layout::LineRepository& one : line.repositories)
            CHECK_NOTHROW(catalog.layout(one.component));
        for (const auto& [target, lock] : line.locks) {
            CHECK_NOTHROW(line.require_target(target));
            const std::string text = fs::read_file(catalog.lock(lock, name));
            CHECK(test::has(text, "python: \"" + catalog.target(target).python + "\""));
            for (const layout::LineArchive& archive : line.archives)
                CHECK(test::has(text, "file: \"" + archive.file + "\",\n     sha256: \"" +
                                          archive.sha256 + "\""));
        }
    }
}

TEST_CASE("the line of calamari-lite opens its port, in a firewall package of another version") {
    const layout::Catalog catalog(test::source_directory());
    const layout::Line line = catalog.line("1.5");
    CHECK(line.settings.at("firewall.web-port") == "8002");
    CHECK_FALSE(line.versions.at("firewall").starts_with(catalog.layout("firewall").version + "-"));
}
