#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/unpack.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;
using doctest::Contains;

namespace {

bool all(const std::string&) { return true; }

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

} // namespace

TEST_CASE("what is wanted of an archive is unpacked, a hard link as a file of its own") {
    const test::Dir dir;
    dir.write("in/app/one", "1\n");
    dir.write("in/app/run", "2\n", 0777);
    dir.write("in/other/three", "3\n");
    std::filesystem::create_symlink("one", dir.path() / "in/app/link");
    std::filesystem::create_hard_link(dir.path() / "in/app/one", dir.path() / "in/app/two");
    test::output_of({"tar", "--sort=name", "-C", (dir.path() / "in").string(), "-czf",
                     (dir.path() / "in.tar.gz").string(), "."});
    const std::filesystem::path out = dir.path() / "out";
    std::filesystem::create_directory(out);
    tar::unpack(dir.path() / "in.tar.gz", out,
                [](const std::string& name) { return name.starts_with("app"); });
    CHECK(fs::read_file(out / "app/one") == "1\n");
    CHECK(fs::read_file(out / "app/two") == "1\n");
    CHECK(std::filesystem::hard_link_count(out / "app/one") == 1);
    CHECK((mode_of(out / "app/one") & 0100) == 0);
    CHECK((mode_of(out / "app/run") & 0100) != 0);
    CHECK(std::filesystem::read_symlink(out / "app/link") == "one");
    CHECK(!std::filesystem::exists(out / "other"));
}

TEST_CASE("nothing of an archive that leads out of its tree is unpacked") {
    const test::Dir dir;
    const std::filesystem::path out = dir.path() / "out";
    std::filesystem::create_directory(out);
    for (const char* program :
         {"put('good', '1')\nput('../bad', '2')", "put('good', '1')\nput('/bad', '2')"}) {
        const std::filesystem::path archive = test::make_tar(dir, "bad.tar", program);
        CHECK_THROWS_WITH_AS(tar::unpack(archive, out, all), Contains("bad.tar"), report::Error);
        CHECK(std::filesystem::is_empty(out));
    }
}

TEST_CASE("a hard link to what is left out is an error") {
    const test::Dir dir;
    dir.write("in/a", "1\n");
    std::filesystem::create_hard_link(dir.path() / "in/a", dir.path() / "in/b");
    test::output_of({"tar", "--sort=name", "-C", (dir.path() / "in").string(), "-cf",
                     (dir.path() / "in.tar").string(), "a", "b"});
    std::filesystem::create_directory(dir.path() / "out");
    CHECK_THROWS_WITH_AS(tar::unpack(dir.path() / "in.tar", dir.path() / "out",
                                     [](const std::string& name) { return name == "b"; }),
                         Contains("hard link"), report::Error);
}

TEST_CASE("a hard link to a symbolic link brings no file from outside into the tree") {
    const test::Dir dir;
    const std::filesystem::path secret = dir.write("secret", "s\n");
    std::filesystem::create_directories(dir.path() / "in");
    std::filesystem::create_symlink(secret, dir.path() / "in/a");
    std::filesystem::create_hard_link(dir.path() / "in/a", dir.path() / "in/b");
    test::output_of({"tar", "--sort=name", "-C", (dir.path() / "in").string(), "-cf",
                     (dir.path() / "in.tar").string(), "a", "b"});
    std::filesystem::create_directory(dir.path() / "out");
    CHECK_THROWS_WITH_AS(tar::unpack(dir.path() / "in.tar", dir.path() / "out", all),
                         Contains("is a hard link to a symbolic link; pack the file itself"),
                         report::Error);
    CHECK(!std::filesystem::exists(dir.path() / "out/b"));
}
