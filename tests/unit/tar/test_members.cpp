#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/members.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

#include <clocale>
#include <fstream>

using namespace calpkg;
using doctest::Contains;
using tar::list_members;
using tar::Member;
using test::make_tar;

namespace {

std::string summary(const Member& member) {
    constexpr const char* kinds[] = {"file", "directory", "symlink", "hardlink"};
    return std::string(kinds[static_cast<int>(member.kind)]) + " " + member.name + " [" +
           member.normalised + "] " + std::to_string(member.size) + " " + member.link;
}

std::vector<std::string> summaries(const std::filesystem::path& archive) {
    std::vector<std::string> lines;
    for (const Member& member : list_members(archive)) lines.push_back(summary(member));
    return lines;
}

/// A small virtualenv on disk, packed with GNU tar and these options.
std::filesystem::path packed(const test::Dir& dir, const std::vector<std::string>& options) {
    dir.write("venv/bin/python", "binary", 0755);
    dir.write("venv/lib/" + std::string(120, 'm') + ".py", "module");
    std::filesystem::create_symlink("python", dir.path() / "venv/bin/python2");
    std::filesystem::create_hard_link(dir.path() / "venv/bin/python",
                                      dir.path() / "venv/bin/python2.7");
    std::vector<std::string> argv{
        "tar", "--sort=name", "-C", dir.path().string(), "-cf", (dir.path() / "venv.tar").string()};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.emplace_back("./venv");
    test::output_of(argv);
    return dir.path() / "venv.tar";
}

void check_refused(const std::string& program, const std::string& message) {
    const test::Dir dir;
    const std::filesystem::path tar = make_tar(dir, "venv.tar", program);
    CHECK_THROWS_WITH_AS(list_members(tar), Contains(message.c_str()), report::Error);
    CHECK_THROWS_WITH_AS(list_members(tar), Contains("venv.tar: "), report::Error);
}

/// Whether an archive of these bytes is refused with a report::Error that names it; anything else
/// fails the test.
bool refused(const test::Dir& dir, const std::string& bytes) {
    const std::filesystem::path archive = dir.path() / "bytes";
    std::ofstream(archive, std::ios::binary) << bytes;
    try {
        list_members(archive);
        return false;
    } catch (const report::Error& error) {
        CHECK(error.subject() == archive.string());
        return true;
    }
}

constexpr const char* kTwoFiles = "put('a', 'first ' * 200)\nput('b', 'second')";

} // namespace

TEST_CASE("every tar format and compression gives the same members") {
    for (const std::vector<std::string>& options :
         std::vector<std::vector<std::string>>{{"--format=gnu"},
                                               {"--format=posix"},
                                               {"--format=ustar"},
                                               {"--gzip"},
                                               {"--bzip2"},
                                               {"--xz"},
                                               {"--zstd"}}) {
        CAPTURE(options.front());
        const test::Dir dir;
        const std::string module = "./venv/lib/" + std::string(120, 'm') + ".py";
        if (options.front() == "--format=ustar") {
            // ustar holds no last component of more than 100 bytes.
            CHECK_THROWS_AS(packed(dir, options), report::Error);
            continue;
        }
        CHECK(summaries(packed(dir, options)) ==
              std::vector<std::string>{"directory ./venv/ [venv] 0 ",
                                       "directory ./venv/bin/ [venv/bin] 0 ",
                                       "file ./venv/bin/python [venv/bin/python] 6 ",
                                       "symlink ./venv/bin/python2 [venv/bin/python2] 0 python",
                                       "hardlink ./venv/bin/python2.7 [venv/bin/python2.7] 0 "
                                       "venv/bin/python",
                                       "directory ./venv/lib/ [venv/lib] 0 ",
                                       "file " + module + " [" + module.substr(2) + "] 6 "});
    }
}

TEST_CASE("modes are permission bits") {
    const test::Dir dir;
    const std::filesystem::path tar =
        make_tar(dir, "x.tar", "put('a', mode=0o4755)\nput('b', mode=0o640)");
    const std::vector<Member> members = list_members(tar);
    CHECK(members.at(0).mode == 04755);
    CHECK(members.at(1).mode == 0640);
}

TEST_CASE("names are what is stored, byte for byte, in every locale") {
    const test::Dir dir;
    const std::string decomposed = "Gro\xcc\x88\xc3\x9f"
                                   "e";
    const std::filesystem::path tar =
        make_tar(dir, "x.tar",
                 "put('Gro\\u0308\\u00dfe')\nput('Gr\\u00f6\\u00dfe')\nput('\\udcff')\n"
                 "special('link', tarfile.SYMTYPE, 'Gro\\u0308\\u00dfe')");
    for (const char* locale : {"C", "C.UTF-8"}) {
        CAPTURE(locale);
        REQUIRE(std::setlocale(LC_ALL, locale) != nullptr);
        const std::vector<Member> members = list_members(tar);
        std::setlocale(LC_ALL, "C");
        CHECK(members.at(0).name == decomposed);
        CHECK(members.at(1).name == "Größe");
        CHECK(members.at(2).name == "\xff");
        CHECK(members.at(3).link == decomposed);
    }
}

TEST_CASE("a hard link to a hard link is a link to the file") {
    const test::Dir dir;
    const std::filesystem::path tar = make_tar(dir, "x.tar",
                                               "put('./a', 'x')\nspecial('b', tarfile.LNKTYPE, "
                                               "'./a')\nspecial('c', tarfile.LNKTYPE, 'b')");
    CHECK(summaries(tar) ==
          std::vector<std::string>{"file ./a [a] 1 ", "hardlink b [b] 0 a", "hardlink c [c] 0 a"});
}

TEST_CASE("an archive that would unpack outside its place, or unlike its list, is refused") {
    check_refused("put('/etc/passwd')", "member '/etc/passwd' has an absolute name");
    check_refused("put('a/../../b')", "member 'a/../../b' has '..' in its name");
    check_refused("put('..')", "member '..' has '..' in its name");
    check_refused("put('a')\nput('./a')", "member './a' is there twice");
    check_refused("special('d/', tarfile.DIRTYPE)\nspecial('d', tarfile.DIRTYPE)",
                  "is there twice");
    check_refused("put('.')", "member '.' has no name");
    check_refused("special('dev', tarfile.CHRTYPE)", "member 'dev' is not a regular file");
    check_refused("special('dev', tarfile.BLKTYPE)", "member 'dev' is not a regular file");
    check_refused("special('pipe', tarfile.FIFOTYPE)", "member 'pipe' is not a regular file");
    check_refused("special('b', tarfile.LNKTYPE, 'a')\nput('a')",
                  "member 'b' is a hard link to 'a', which is not a file before it");
    check_refused("special('b', tarfile.LNKTYPE, '../../etc/passwd')", "member 'b' is a hard link");
    check_refused("special('d', tarfile.DIRTYPE)\nspecial('b', tarfile.LNKTYPE, 'd')",
                  "member 'b' is a hard link to 'd'");
    check_refused("special('l', tarfile.SYMTYPE, '/etc')\nput('l/passwd')",
                  "member 'l/passwd' lies below 'l', which is not a directory");
    check_refused("put('l/d/passwd')\nput('l')", "member 'l/d/passwd' lies below 'l'");
    check_refused("put('evil\\x1b[2J\\nname/..')", "member 'evil\\x1b[2J\\x0aname/..'");
}

TEST_CASE("what is not a tar archive is called that") {
    const test::Dir dir;
    const std::string zip = (dir.path() / "egg.zip").string();
    test::python("import sys, zipfile\n"
                 "with zipfile.ZipFile(sys.argv[1], 'w') as z: z.writestr('a', 'b')",
                 {zip});
    for (const std::filesystem::path& file :
         {std::filesystem::path(zip), dir.write("text", std::string(5000, 'x')),
          dir.write("empty", ""), dir.write("short", "x")})
        CHECK_THROWS_WITH_AS(list_members(file), Contains("is not a tar archive"), report::Error);
    CHECK_THROWS_WITH_AS(list_members(dir.path()), Contains("is not a regular file"),
                         report::Error);
    CHECK_THROWS_WITH_AS(list_members(dir.path() / "none"), Contains("none: cannot open"),
                         report::Error);
}

TEST_CASE("an archive of zero blocks has no members") {
    const test::Dir dir;
    CHECK(list_members(dir.write("x.tar", std::string(1024, '\0'))).empty());
}

TEST_CASE("a compressed archive that is cut anywhere is refused") {
    for (const char* mode : {"w:gz", "w:bz2", "w:xz"}) {
        CAPTURE(mode);
        const test::Dir dir;
        const std::string whole = fs::read_file(make_tar(dir, "whole", kTwoFiles, mode));
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CAPTURE(size);
            CHECK(refused(dir, whole.substr(0, size)));
        }
        CHECK_FALSE(refused(dir, whole));
    }
}

TEST_CASE("a compressed archive that is cut behind the end marker is refused") {
    const test::Dir dir;
    const std::filesystem::path tar = make_tar(dir, "x.tar", kTwoFiles);
    std::filesystem::resize_file(tar, 1U << 20); // zeros, as a large blocking factor writes them
    const std::string whole = test::output_of({"gzip", "-nc", tar.string()});
    CHECK_FALSE(refused(dir, whole));
    CHECK(refused(dir, whole.substr(0, whole.size() - 1)));
    CHECK(refused(dir, whole.substr(0, whole.size() - 100)));
}

TEST_CASE("a plain archive that is cut anywhere before its end marker is refused") {
    const test::Dir dir;
    const std::string whole = fs::read_file(make_tar(dir, "whole", kTwoFiles));
    const std::size_t marker = 512 + 1536 + 512 + 512;
    for (std::size_t size = 0; size < marker + 512; size += 37) {
        CAPTURE(size);
        CHECK(refused(dir, whole.substr(0, size)));
    }
    CHECK_THROWS_WITH_AS(list_members(dir.write("cut", whole.substr(0, marker))),
                         Contains("is cut short"), report::Error);
    CHECK_THROWS_WITH_AS(list_members(dir.write("cut", whole.substr(0, 700))),
                         Contains("damaged at or after member 'a'"), report::Error);
    CHECK_FALSE(refused(dir, whole.substr(0, marker + 1024)));
}

TEST_CASE("garbled archives are read or refused, never worse") {
    const test::Dir dir;
    for (const char* mode : {"w", "w:gz", "w:xz"}) {
        CAPTURE(mode);
        const std::string whole = fs::read_file(
            make_tar(dir, "whole", "put('Gr\\u00f6\\u00dfe', 'x')\nput('n' * 150, 'y')", mode));
        const std::size_t step = whole.size() > 4096 ? 5 : 1;
        std::size_t refusals = 0;
        for (std::size_t at = 0; at < whole.size(); at += step) {
            std::string garbled = whole;
            garbled[at] = static_cast<char>(garbled[at] ^ 0xff);
            if (refused(dir, garbled)) ++refusals;
        }
        CHECK(refusals > 0);
    }
}
