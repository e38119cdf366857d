#include "lib/report/error.hpp"
#include "lib/stage/link.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace calpkg;

namespace {

void check(const std::string& target) {
    stage::check_link("checkout/link", "/opt/app/lib/link", target, "/opt/app");
}

} // namespace

TEST_CASE("a staged link may lead anywhere in its tree, whether or not something is there") {
    for (const std::string target : {"x", "../bin/x", "..", "../../app/x", "."}) {
        CAPTURE(target);
        CHECK_NOTHROW(check(target));
    }
}

TEST_CASE("a staged link that leads back to itself, or through a file, is known") {
    using Kind = stage::StagedEntry::Kind;
    std::map<std::string, stage::StagedEntry> entries;
    const auto put = [&](const std::string& path, Kind kind, const std::string& link = {}) {
        entries[path].path = path;
        entries[path].kind = kind;
        entries[path].link = link;
    };
    put("/d", Kind::directory);
    put("/d/file", Kind::file);
    for (const auto& [path, link] : std::map<std::string, std::string>{{"/d/self", "self"},
                                                                       {"/d/a", "b"},
                                                                       {"/d/b", "./a"},
                                                                       {"/d/around", "round/x"},
                                                                       {"/d/round", "around/y"},
                                                                       {"/d/through", "file/x"},
                                                                       {"/d/good", "file"},
                                                                       {"/d/chain", "good"},
                                                                       {"/d/nowhere", "gone"},
                                                                       {"/d/away", "/etc"}})
        put(path, Kind::symlink, link);
    const auto way = [&](const std::string& path) {
        return stage::wrong_way(path, [&](const std::string& at) {
            const auto found = entries.find(at);
            return found == entries.end() ? nullptr : &found->second;
        });
    };
    for (const char* path : {"/d/self", "/d/a", "/d/b", "/d/around", "/d/round"}) {
        CAPTURE(path);
        CHECK(way(path) == "leads back to itself");
    }
    CHECK(way("/d/through") == "leads through a file as if it were a directory");
    for (const char* path : {"/d/good", "/d/chain", "/d/nowhere", "/d/away"})
        CHECK(way(path).empty());
}

TEST_CASE("a staged link that leaves its tree is refused, and told with what it leads to") {
    for (const std::string target : {"../../x", "../../../etc/passwd", "a/../../../other"}) {
        CAPTURE(target);
        CHECK_THROWS_WITH_AS(check(target), doctest::Contains("leaves the tree"), report::Error);
    }
    CHECK_THROWS_WITH_AS(check("/etc/passwd"),
                         doctest::Contains("checkout/link: link to '/etc/passwd' is absolute"),
                         report::Error);
    CHECK_THROWS_WITH_AS(check(""), doctest::Contains("is absolute"), report::Error);
}
