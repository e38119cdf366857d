#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/members.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace calpkg;
using doctest::Contains;
using stage::Staged;
using stage::StagedEntry;
using stage::write_tar;
using tar::Compression;
using test::make_tar;
using test::output_of;
using test::text_entry;

namespace {

/// What a plan makes of a virtualenv tarball: every member below /opt/venv.
std::vector<StagedEntry> planned(const std::filesystem::path& tarball) {
    std::vector<StagedEntry> entries;
    for (const tar::Member& member : tar::list_members(tarball)) {
        StagedEntry entry = text_entry("/opt/venv/" + member.normalised, "", member.mode);
        entry.kind = static_cast<StagedEntry::Kind>(member.kind);
        entry.size = member.size;
        entry.link = member.link;
        if (entry.kind == StagedEntry::Kind::hardlink) entry.link = "/opt/venv/" + member.link;
        entry.source = stage::MemberSource{member.name};
        entries.push_back(entry);
    }
    return entries;
}

std::string listing(const std::filesystem::path& tar) {
    return output_of({"tar", "--quoting-style=literal", "-tf", tar.string()});
}

constexpr const char* kVenv = "special('bin', tarfile.DIRTYPE, mode=0o755)\n"
                              "put('./bin/python', 'binary' * 100000, mode=0o755)\n"
                              "special('bin/python2', tarfile.SYMTYPE, 'python')\n"
                              "special('bin/python2.7', tarfile.LNKTYPE, './bin/python')\n"
                              "put('Gr\\u00f6\\u00dfe', 'size')\n";

} // namespace

TEST_CASE("a virtualenv tarball is staged with content, modes and links") {
    const test::Dir dir;
    const std::filesystem::path venv = make_tar(dir, "venv.tar.gz", kVenv, "w:gz");
    const std::filesystem::path out = dir.path() / "x.tar";
    std::uint64_t last = 0;
    const std::vector<Staged> staged =
        write_tar(planned(venv), venv, out, Compression::none,
                  [&](std::uint64_t, std::uint64_t bytes) { last = bytes; });
    CHECK(last == 600004);

    REQUIRE(staged.size() == 2);
    CHECK(staged[0].path == "/opt/venv/bin/python");
    CHECK(staged[0].size == 600000);
    CHECK(staged[1].path == "/opt/venv/Größe");
    CHECK(staged[1].sha256 == hash::sha256("size"));

    output_of({"tar", "-xpf", out.string(), "-C", dir.path().string()});
    CHECK(hash::sha256_file(dir.path() / "opt/venv/bin/python") == staged[0].sha256);
    CHECK(std::filesystem::hard_link_count(dir.path() / "opt/venv/bin/python2.7") == 2);
    CHECK(std::filesystem::read_symlink(dir.path() / "opt/venv/bin/python2") == "python");
    CHECK(access((dir.path() / "opt/venv/bin/python").c_str(), X_OK) == 0);
    CHECK(fs::read_file(dir.path() / "opt/venv/Größe") == "size");
}

TEST_CASE("members are staged in the plan's order, unplanned ones are left out") {
    const test::Dir dir;
    const std::filesystem::path venv =
        make_tar(dir, "venv.tar", "put('z', '1')\nput('skipped', '2')\nput('a', '3')");
    std::vector<StagedEntry> entries = planned(venv);
    std::swap(entries[0], entries[2]);
    entries.erase(entries.begin() + 1);
    entries.push_back(text_entry("/zz", "text"));
    write_tar(entries, venv, dir.path() / "x.tar", Compression::none);
    CHECK(listing(dir.path() / "x.tar") == "opt/venv/a\nopt/venv/z\nzz\n");
}

TEST_CASE("holes of sparse members are staged as zeros") {
    for (const std::string start : {"start", ""}) {
        CAPTURE(start);
        const test::Dir dir;
        const std::filesystem::path file = dir.write("sparse", start);
        std::filesystem::resize_file(file, 3U << 20);
        const std::string venv = (dir.path() / "venv.tar").string();
        output_of({"tar", "-C", dir.path().string(), "-Scf", venv, "sparse"});
        REQUIRE(std::filesystem::file_size(venv) < 1U << 20);
        const std::vector<Staged> staged =
            write_tar(planned(venv), venv, dir.path() / "x.tar", Compression::none);
        CHECK(staged.at(0).size == 3U << 20);
        CHECK(staged.at(0).sha256 == hash::sha256_file(file));
        CHECK((output_of({"tar", "-xOf", (dir.path() / "x.tar").string()}) == fs::read_file(file)));
    }
}

TEST_CASE("a tarball that is not what was planned is refused, and nothing is left behind") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "out");
    const std::filesystem::path venv = make_tar(dir, "venv.tar", "put('a', '1')\nput('b', '2')");
    std::vector<StagedEntry> entries = planned(venv);
    std::string message;

    SUBCASE("a member is missing") {
        make_tar(dir, "venv.tar", "put('a', '1')");
        message = "venv.tar: has no member 'b', which was planned";
    }
    SUBCASE("a member has another size") {
        make_tar(dir, "venv.tar", "put('a', '1')\nput('b', '22')");
        message = "venv.tar: member 'b' has 2 bytes instead of 1";
    }
    SUBCASE("a member is another kind of thing") {
        make_tar(dir, "venv.tar", "put('a', '1')\nspecial('b', tarfile.SYMTYPE, 'a')");
        message = "venv.tar: member 'b' is of another kind than planned";
    }
    SUBCASE("it is cut in a member") {
        make_tar(dir, "venv.tar", "put('a', '1')\nput('b', '2')");
        std::filesystem::resize_file(venv, 512 + 512 + 512);
        message = "venv.tar: damaged at or after member 'b'";
    }
    SUBCASE("it is gone") {
        std::filesystem::remove(venv);
        message = "venv.tar: cannot open";
    }
    CHECK_THROWS_WITH_AS(write_tar(entries, venv, dir.path() / "out/x.tar", Compression::none),
                         Contains(message.c_str()), report::Error);
    CHECK(test::names_in(dir.path() / "out").empty());
}

TEST_CASE("one member cannot be staged twice") {
    const test::Dir dir;
    const std::filesystem::path venv = make_tar(dir, "venv.tar", "put('a', '1')");
    std::vector<StagedEntry> entries = planned(venv);
    entries.push_back(entries.front());
    CHECK_THROWS_AS(write_tar(entries, venv, dir.path() / "x.tar", Compression::none),
                    report::Error);
}
