#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/judges.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <sys/stat.h>

using namespace calpkg;
using doctest::Contains;
using stage::StagedEntry;
using test::directory_entry;
using test::link_entry;
using test::output_of;
using test::stage_all;
using test::text_entry;

namespace {

/// One line a member: everything that Python's tarfile reads of it.
constexpr const char* kDescribe = R"(
import sys, tarfile
with tarfile.open(sys.argv[1]) as t:
    for m in t:
        print(repr(m.name), m.type.decode(), oct(m.mode), m.uid, m.gid, m.uname, m.gname, m.size,
              int(m.mtime), repr(m.linkname), sorted(m.pax_headers))
)";

std::vector<std::string> described(const std::vector<StagedEntry>& entries) {
    const test::Dir dir;
    stage_all(entries, dir.path() / "x.tar");
    std::istringstream text(test::python(kDescribe, {(dir.path() / "x.tar").string()}));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

/// A relative path of exactly `size` bytes, of directories with short names.
std::string path_of(std::size_t size) {
    std::string path = "top";
    while (path.size() < size) path += "/component";
    path.resize(size);
    if (path.back() == '/') path.back() = 'x';
    return path;
}

const std::vector<std::string> kNames{"/opt/with space",
                                      "/opt/100%",
                                      "/opt/%{lua:x}",
                                      "/opt/'single'",
                                      "/opt/\"double\"",
                                      "/opt/back\\slash",
                                      "/opt/Größe €",
                                      "/opt/Gro\xcc\x88\xc3\x9f"
                                      "e-decomposed",
                                      "/opt/new\nline",
                                      "/opt/*",
                                      "/opt/-dash",
                                      "/opt/$(touch pwned)",
                                      "/opt/\xf0\x9f\x90\x99"};

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

} // namespace

TEST_CASE("members carry mode, time and root, and nothing of the machine") {
    StagedEntry owned = text_entry("/owned", "");
    owned.user = owned.group = "apache";
    CHECK(described({text_entry("/etc/f", "abc", 0640), directory_entry("/var/log/calamari", 0750),
                     link_entry("/usr/bin/l", StagedEntry::Kind::symlink, "../../opt/x"),
                     text_entry("calamari-server-1.2/COPYING", ""), owned}) ==
          std::vector<std::string>{
              "'etc/f' 0 0o640 0 0 root root 3 1404216000 '' []",
              "'var/log/calamari' 5 0o750 0 0 root root 0 1404216000 '' []",
              "'usr/bin/l' 2 0o777 0 0 root root 0 1404216000 '../../opt/x' []",
              "'calamari-server-1.2/COPYING' 0 0o644 0 0 root root 0 1404216000 '' []",
              "'owned' 0 0o644 0 0 root root 0 1404216000 '' []"});
}

TEST_CASE("directories end with a slash, as GNU tar writes them") {
    const test::Dir dir;
    stage_all({directory_entry("/opt"), text_entry("/opt/f", "")}, dir.path() / "x.tar");
    CHECK(output_of({"tar", "-tf", (dir.path() / "x.tar").string()}) == "opt/\nopt/f\n");
}

TEST_CASE("times before 1970 and after 2038 arrive") {
    const std::vector<std::int64_t> times{0, -86400, 4102444800};
    std::vector<StagedEntry> entries;
    for (const std::int64_t time : times) {
        entries.push_back(text_entry("/f" + std::to_string(entries.size()), ""));
        entries.back().mtime = time;
    }
    const std::vector<std::string> lines = described(entries);
    for (std::size_t i = 0; i < times.size(); ++i)
        CHECK_MESSAGE(test::has(lines.at(i), " " + std::to_string(times[i]) + " "), times[i]);
}

TEST_CASE("names of every length arrive, with a pax header only where ustar cannot hold them") {
    const std::vector<std::size_t> sizes{1, 99, 100, 101, 155, 200, 240, 257, 300, 1000};
    std::vector<StagedEntry> entries;
    for (const std::size_t size : sizes) entries.push_back(text_entry("/" + path_of(size), "x"));
    entries.push_back(text_entry("/" + std::string(150, 'n'), "x"));
    const std::vector<std::string> lines = described(entries);
    REQUIRE(lines.size() == entries.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        CHECK_MESSAGE(lines[i].find("'" + path_of(sizes[i]) + "'") == 0, sizes[i]);
        CHECK_MESSAGE(test::has(lines[i], "['path']") == (sizes[i] > 256), sizes[i]);
    }
    CHECK(lines.back().find("'" + std::string(150, 'n') + "'") == 0);
}

TEST_CASE("link targets of every length arrive") {
    const std::vector<std::size_t> sizes{1, 99, 100, 101, 257, 1000};
    std::vector<StagedEntry> entries;
    for (const std::size_t size : sizes)
        entries.push_back(
            link_entry("/l" + std::to_string(size), StagedEntry::Kind::symlink, path_of(size)));
    const std::vector<std::string> lines = described(entries);
    for (std::size_t i = 0; i < sizes.size(); ++i)
        CHECK_MESSAGE(test::has(lines.at(i), "'" + path_of(sizes[i]) + "'"), sizes[i]);
}

TEST_CASE("a small file costs one header and its padded content") {
    const test::Dir dir;
    stage_all({text_entry("/f", "x")}, dir.path() / "x.tar");
    CHECK(std::filesystem::file_size(dir.path() / "x.tar") == 512 + 512 + 1024);
}

TEST_CASE("odd names are the same for GNU tar, bsdtar and Python") {
    const test::Dir dir;
    const std::string tar = (dir.path() / "x.tar").string();
    std::vector<StagedEntry> entries;
    std::string lines;
    for (const std::string& name : kNames) {
        entries.push_back(text_entry(name, name));
        lines += name.substr(1) + "\n";
    }
    stage_all(entries, tar);
    for (const char* locale : {"C", "C.UTF-8"})
        CHECK(output_of({"tar", "--quoting-style=literal", "-tf", tar}, locale) == lines);
    CHECK(test::python("import sys, tarfile\n"
                       "for m in tarfile.open(sys.argv[1]): print(m.name)",
                       {tar}) == lines);

    const std::filesystem::path root = dir.path() / "bsdtar";
    std::filesystem::create_directory(root);
    output_of({"bsdtar", "-xf", tar, "-C", root.string()}, "C.UTF-8");
    CHECK(test::names_in(root / "opt").size() == kNames.size());
}

TEST_CASE("GNU tar unpacks odd names byte for byte, in the C locale as rpmbuild does") {
    const test::Dir dir;
    const std::string tar = (dir.path() / "x.tar.gz").string();
    std::vector<StagedEntry> entries;
    for (const std::string& name : kNames) entries.push_back(text_entry(name, name));
    stage_all(entries, tar, tar::Compression::gzip);
    output_of({"tar", "-xf", tar, "-C", dir.path().string()});
    CHECK(test::names_in(dir.path() / "opt").size() == kNames.size());
    for (const std::string& name : kNames) CHECK(fs::read_file(dir.path().string() + name) == name);
}

TEST_CASE("unpacking gives the planned tree, with GNU tar and with bsdtar") {
    const test::Dir dir;
    const std::string tar = (dir.path() / "x.tar").string();
    stage_all({directory_entry("/opt", 0750), directory_entry("/opt/empty", 0711),
               text_entry("/opt/run", "#!/bin/sh\n", 0755),
               link_entry("/opt/again", StagedEntry::Kind::hardlink, "/opt/run"),
               link_entry("/opt/absolute", StagedEntry::Kind::symlink, "/etc/passwd"),
               link_entry("/opt/Link €", StagedEntry::Kind::symlink, "Ziel €"),
               text_entry("/opt/secret", "s", 0600)},
              tar);
    for (const char* program : {"tar", "bsdtar"}) {
        CAPTURE(program);
        const std::filesystem::path root = dir.path() / (std::string("by-") + program);
        std::filesystem::create_directory(root);
        output_of({program, "-xpf", tar, "-C", root.string()}, "C.UTF-8");
        CHECK(mode_of(root / "opt") == 0750);
        CHECK(mode_of(root / "opt/empty") == 0711);
        CHECK(mode_of(root / "opt/run") == 0755);
        CHECK(mode_of(root / "opt/secret") == 0600);
        CHECK(fs::read_file(root / "opt/run") == "#!/bin/sh\n");
        CHECK(std::filesystem::hard_link_count(root / "opt/run") == 2);
        CHECK(std::filesystem::read_symlink(root / "opt/absolute") == "/etc/passwd");
        CHECK(std::filesystem::read_symlink(root / "opt/Link €") == "Ziel €");
        struct stat status {};
        REQUIRE(stat((root / "opt/secret").c_str(), &status) == 0);
        CHECK(status.st_mtim.tv_sec == 1404216000);
        CHECK(status.st_mtim.tv_nsec == 0);
    }
}

TEST_CASE("an archive of nothing is an archive") {
    const test::Dir dir;
    CHECK(stage_all({}, dir.path() / "x.tar").empty());
    CHECK(output_of({"tar", "-tf", (dir.path() / "x.tar").string()}).empty());
}

TEST_CASE("a name that is not UTF-8 is refused, shown without its odd bytes") {
    const test::Dir dir;
    CHECK_THROWS_WITH_AS(stage_all({text_entry("/opt/\xff", "")}, dir.path() / "x.tar"),
                         Contains("/opt/\\xff: its name"), report::Error);
    CHECK_THROWS_AS(
        stage_all({link_entry("/l", StagedEntry::Kind::symlink, "\xc0\xaf")}, dir.path() / "x.tar"),
        report::Error);
}

TEST_CASE("a hard link comes behind its file, and is refused where there is none") {
    const test::Dir dir;
    stage_all({link_entry("/a", StagedEntry::Kind::hardlink, "/b"), text_entry("/b", "text")},
              dir.path() / "x.tar");
    CHECK(test::output_of({"tar", "-xOf", (dir.path() / "x.tar").string(), "b"}) == "text");
    CHECK_THROWS_WITH_AS(
        stage_all({link_entry("/a", StagedEntry::Kind::hardlink, "/c"), text_entry("/b", "")},
                  dir.path() / "x.tar"),
        Contains("/a: is a hard link to /c, which is not staged"), report::Error);
}
