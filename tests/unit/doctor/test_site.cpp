#include "lib/doctor/site.hpp"

#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
namespace stdfs = std::filesystem;

TEST_CASE("links are followed as the machine itself would follow them") {
    const test::Dir dir;
    dir.write("usr/lib/x", "content");
    stdfs::create_directory_symlink("/usr/lib", dir.path() / "lib");
    stdfs::create_symlink("../../../../../usr/lib/x", dir.path() / "usr/up");
    stdfs::create_symlink("/nowhere", dir.path() / "dangling");
    stdfs::create_symlink("circle", dir.path() / "circle");
    const doctor::Site site(dir.path());
    CHECK(site.read("/lib/x") == "content");
    CHECK(site.read("/usr/up") == "content");
    CHECK(site.read("/../../usr/./lib/x") == "content");
    CHECK(!site.has("/dangling"));
    CHECK(!site.has("/circle"));
    CHECK(site.entry_status("/dangling").has_value());
    CHECK(site.link("/dangling") == "/nowhere");
    CHECK(site.names("/lib") == std::vector<std::string>{"x"});
    CHECK(!site.is_running());
}

TEST_CASE("nothing outside of the root is read, not by a link either") {
    const test::Dir dir, outside;
    const stdfs::path secret = outside.write("secret", "secret");
    dir.write("a/b", "");
    stdfs::create_symlink(secret, dir.path() / "a/absolute");
    stdfs::create_symlink("../../" + outside.path().filename().string() + "/secret",
                          dir.path() / "a/relative");
    stdfs::create_directory_symlink(outside.path(), dir.path() / "a/directory");
    const doctor::Site site(dir.path());
    for (const char* path : {"/a/absolute", "/a/relative", "/a/directory/secret"})
        CHECK(!site.read(path));
    std::vector<std::string> walked;
    site.walk("/a", [&](const std::string& path, const struct stat&) { walked.push_back(path); });
    CHECK(walked == std::vector<std::string>{"/a/absolute", "/a/b", "/a/directory", "/a/relative"});
}
