#include "lib/zip/stored_zip.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace calpkg;

namespace {

constexpr std::int64_t kEpoch = 1406691219; // 2014-07-30 03:33:39 UTC

std::string archive() {
    zip::StoredZip zip;
    zip.add("EGG-INFO/PKG-INFO", "Name: a\n", 0644, kEpoch);
    zip.add("EGG-INFO/scripts/run", "#!/bin/sh\n", 0755, kEpoch + 60);
    zip.add("a/\xC3\xBC.py", "", 0644, kEpoch);
    return zip.finish();
}

/// One line of zipinfo, blanks squeezed.
std::string squeezed(const std::string& line) {
    std::istringstream words(line);
    std::string out;
    for (std::string word; words >> word;) out += (out.empty() ? "" : " ") + word;
    return out;
}

} // namespace

TEST_CASE("unzip finds nothing wrong with the archive") {
    const test::Dir dir;
    const auto file = dir.write("a.egg", archive());
    const process::Result tested = test::run({"unzip", "-tq", file.string()});
    CHECK_MESSAGE(tested.ok(), tested.out);
    const process::Result text = test::run({"unzip", "-p", file.string(), "EGG-INFO/PKG-INFO"});
    CHECK(text.out == "Name: a\n");
}

TEST_CASE("members are stored, with their modes and times in UTC") {
    const test::Dir dir;
    const auto file = dir.write("a.egg", archive());
    const process::Result listed = test::run({"zipinfo", file.string()});
    std::istringstream lines(listed.out);
    std::string line;
    std::getline(lines, line);
    std::getline(lines, line);
    std::getline(lines, line);
    CHECK(squeezed(line) == "-rw-r--r-- 2.0 unx 8 b- stor 14-Jul-30 03:33 EGG-INFO/PKG-INFO");
    std::getline(lines, line);
    CHECK(squeezed(line) == "-rwxr-xr-x 2.0 unx 10 b- stor 14-Jul-30 03:34 EGG-INFO/scripts/run");
}

TEST_CASE("bsdtar reads the archive, names in UTF-8 included") {
    const test::Dir dir;
    const auto file = dir.write("a.zip", archive());
    process::Command command{
        {"bsdtar", "-tf", file.string()}, {}, process::plain_environment(), {}};
    command.env.emplace_back("LC_CTYPE", "C.UTF-8");
    for (auto& [name, value] : command.env)
        if (name == "LC_ALL") value = "C.UTF-8";
    CHECK(process::run(command).out == "EGG-INFO/PKG-INFO\nEGG-INFO/scripts/run\na/\xC3\xBC.py\n");
}

TEST_CASE(
    "the same members give the same bytes, and times that zip cannot say the nearest it can") {
    CHECK(archive() == archive());
    const auto dated = [](std::int64_t epoch) {
        zip::StoredZip zip;
        zip.add("a", "", 0644, epoch);
        return zip.finish().substr(10, 4);
    };
    CHECK(dated(0) == std::string("\0\0\x21\0", 4));
    CHECK(dated(0) == dated(315532800));
    CHECK(dated(5000000000) == dated(4354819198));
    CHECK(dated(kEpoch) != dated(kEpoch + 2));
}
