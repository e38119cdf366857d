#include "lib/fs/report_file.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

using namespace calpkg;
namespace stdfs = std::filesystem;

namespace {

/// Why reports are refused; "" when they are not.
std::string refusal(const std::vector<stdfs::path>& reports,
                    const std::vector<stdfs::path>& inputs = {}) {
    try {
        fs::check_report_files(reports, inputs);
    } catch (const report::Error& error) {
        CHECK_FALSE(error.remedy().empty());
        return error.reason();
    }
    return {};
}

bool stays_fifo(const stdfs::path& path) { return stdfs::is_fifo(stdfs::symlink_status(path)); }

} // namespace

TEST_CASE("a report does not take the place of what is read, by whatever name") {
    const test::Dir dir;
    const stdfs::path input = dir.write("in.rpm", "x");
    dir.write("el7/manifest.json", "{}");
    const stdfs::path pool = dir.write("pool/a.rpm", "x"), other = dir.write("other", "x");
    stdfs::create_symlink("in.rpm", dir.path() / "link");
    stdfs::create_hard_link(input, dir.path() / "hard");
    stdfs::create_symlink("../pool/a.rpm", dir.path() / "el7/a.rpm");
    stdfs::create_hard_link(dir.path() / "el7/manifest.json", dir.path() / "manifest");
    const std::vector<stdfs::path> inputs{input, dir.path() / "el7", dir.path() / "missing"};
    for (const char* name : {"in.rpm", "link", "hard"}) {
        CAPTURE(name);
        CHECK(refusal({dir.path() / name}, inputs).starts_with("is read by this run"));
    }
    for (const char* name : {"el7/manifest.json", "el7/new.xml", "el7/../el7/new.xml", "manifest",
                             "pool/a.rpm", "pool/../el7/new.xml"}) {
        CAPTURE(name);
        CHECK(refusal({dir.path() / name}, inputs).starts_with("belongs to "));
    }
    CHECK(refusal({other, dir.path() / "new.xml", ""}, inputs).empty());
    CHECK(refusal({dir.path() / "new.xml"}, {"/"}).empty());
}

TEST_CASE("two reports need two files") {
    const test::Dir dir;
    const stdfs::path there = dir.write("there", "x");
    stdfs::create_symlink("there", dir.path() / "link");
    CHECK(refusal({there, dir.path() / "link"}) == "is to be two reports at once");
    CHECK(refusal({dir.path() / "new", dir.path() / "./new"}) == "is to be two reports at once");
    CHECK(refusal({there, dir.path() / "new"}).empty());
    CHECK(refusal({"", ""}).empty());
}

TEST_CASE("what can hold no report is refused before anything is done") {
    const test::Dir dir;
    CHECK(refusal({dir.path()}) == "is a directory");
    stdfs::create_symlink("nowhere", dir.path() / "dangling");
    CHECK(refusal({dir.path() / "dangling"}) == "is a link to a file that is not there");
    const fs::Descriptor socket_end(socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = (dir.path() / "socket").string();
    REQUIRE(name.copy(address.sun_path, sizeof address.sun_path - 1) == name.size());
    REQUIRE(bind(socket_end.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    CHECK(refusal({name}) == "is not a regular file");
    CHECK_THROWS_AS(fs::check_report_files({dir.path() / "missing/x.xml"}, {}), report::Error);
}

TEST_CASE("a report goes into a FIFO or a device, which stays what it is") {
    const test::Dir dir;
    const stdfs::path fifo = dir.path() / "fifo";
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    // Both ends, so that nobody waits.
    const fs::Descriptor reader = fs::open_existing(fifo, O_RDWR);
    CHECK(refusal({fifo}).empty());
    fs::write_report(fifo, "text");
    std::array<char, 4> bytes{};
    CHECK(fs::read_some(reader.get(), bytes.data(), bytes.size(), "fifo") == 4);
    CHECK(std::string(bytes.data(), bytes.size()) == "text");
    CHECK(stays_fifo(fifo));
    const stdfs::path device = dir.path() / "device"; // as /dev/null is
    if (mknod(device.c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0) {
        MESSAGE("left out: no device can be made here");
        return;
    }
    CHECK(refusal({device}).empty());
    try {
        fs::write_report(device, "text");
    } catch (const report::Error&) {
        // A file system that is mounted without devices opens none.
    }
    CHECK(stdfs::is_character_file(device));
}

TEST_CASE("a report replaces a file, and the one that a link leads to") {
    const test::Dir dir;
    const stdfs::path file = dir.write("folder/file", "old"), link = dir.path() / "link";
    stdfs::create_symlink("folder/file", link);
    fs::write_report(link, "new");
    CHECK(fs::read_file(file) == "new");
    CHECK(stdfs::is_symlink(link));
    fs::write_report(dir.path() / "fresh", "text");
    CHECK(fs::read_file(dir.path() / "fresh") == "text");
}
