#include "lib/zip/directory.hpp"

#include "made_by_python.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::make_zip;
using zip::Damaged;

namespace {

/// Why the bytes are not a zip file that Python would read.
std::string refusal(const std::string& bytes) {
    try {
        zip::read_zip_directory(bytes, "x.egg");
    } catch (const Damaged& error) {
        return error.reason();
    }
    return "none";
}

/// Why the data of the first member cannot be found.
std::string data_refusal(const std::string& bytes) {
    const zip::ZipDirectory directory = zip::read_zip_directory(bytes, "x.egg");
    try {
        zip::data_offset(bytes, directory, directory.entries.at(0), "x.egg");
    } catch (const Damaged& error) {
        return error.reason();
    }
    return "none";
}

std::string replaced(std::string text, std::size_t at, const std::string& bytes) {
    return text.replace(at, bytes.size(), bytes);
}

} // namespace

TEST_CASE("the directory of an archive that Python wrote says what Python put into it") {
    const std::string bytes = test::zipfile_makes(
        "archive.comment = b'remark'\n"
        "info = zipfile.ZipInfo('a.py', (2014, 6, 1, 12, 0, 2))\n"
        "info.external_attr = 0o100755 << 16\n"
        "archive.writestr(info, 'a' * 700, zipfile.ZIP_DEFLATED)\narchive.writestr('b/', '')");
    const zip::ZipDirectory directory = zip::read_zip_directory(bytes, "x.egg");
    CHECK(directory.comment == "remark");
    CHECK(directory.prefix == 0);
    REQUIRE(directory.entries.size() == 2);
    const zip::ZipEntry& entry = directory.entries[0];
    CHECK(entry.name == "a.py");
    CHECK(entry.size == 700);
    CHECK(entry.method == 8);
    CHECK((entry.version_made_by >> 8) == 3);
    CHECK(entry.external_attributes == 0100755U << 16);
    CHECK(entry.dos_time == zip::DosTime{0x44c1, 0x6001});
    CHECK(directory.entries[1].name == "b/");
    CHECK(zip::data_offset(bytes, directory, entry, "x.egg") == 34);
}

TEST_CASE("members that were written before their size was known are found") {
    const std::string bytes = test::zipfile_makes(
        "class Pipe(object):\n"
        "    def write(self, data): return out.write(data)\n"
        "    def flush(self): pass\n"
        "out = open(sys.argv[1] + '.pipe', 'wb')\n"
        "with zipfile.ZipFile(Pipe(), 'w') as piped: piped.writestr('a.py', 'a = 1\\n')\n"
        "out.close()\narchive.writestr('x', open(sys.argv[1] + '.pipe', 'rb').read())");
    const std::size_t inner = bytes.find("PK\3\4", 4);
    const std::string piped = bytes.substr(inner, bytes.rfind("PK\1\2") - inner);
    const zip::ZipDirectory directory = zip::read_zip_directory(piped, "x.egg");
    CHECK((directory.entries.at(0).flags & 8) == 8);
    CHECK(data_refusal(piped) == "none");
}

TEST_CASE("an archive behind other bytes is found where it is") {
    const std::string bytes = "#!/bin/sh\nexit 1\n" + make_zip({{"a.py", "a = 1\n"}});
    const zip::ZipDirectory directory = zip::read_zip_directory(bytes, "x.egg");
    CHECK(directory.prefix == 17);
    CHECK(bytes.substr(zip::data_offset(bytes, directory, directory.entries.at(0), "x"), 6) ==
          "a = 1\n");
}

TEST_CASE("whatever is cut off, the archive is refused or its damage found") {
    const std::string whole = make_zip({{"a.py", "a = 1\n"}, {"b.py", "b = 2\n"}});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(refusal(whole.substr(0, size)) != "none");
    }
    CHECK(refusal(whole.substr(0, whole.size() - 30)).find("truncated") != std::string::npos);
}

TEST_CASE("bytes missing in the middle are found") {
    std::string bytes = make_zip({{"a.py", "a = 1\n"}, {"b.py", "b = 2\n"}});
    bytes.erase(36, 1); // of the first member's content
    const std::string reason = refusal(bytes);
    CHECK((reason != "none" || data_refusal(bytes) != "none"));
}

TEST_CASE("zip64 and archives on several disks are refused, with the reason") {
    const std::string bytes = make_zip({{"a.py", ""}});
    const std::size_t end = bytes.size() - 22;
    std::string locator = bytes;
    locator.insert(end, "PK\6\7" + std::string(16, '\0'));
    CHECK(refusal(locator).find("zip64") != std::string::npos);
    CHECK(refusal(replaced(bytes, end + 4, test::le(1, 2))).find("disks") != std::string::npos);
}

TEST_CASE("a directory that counts wrong or points outside is refused") {
    const std::string bytes = make_zip({{"a.py", ""}});
    const std::size_t end = bytes.size() - 22, central = bytes.find("PK\1\2");
    CHECK(refusal(replaced(bytes, end + 10, test::le(2, 2))).find("counts 2") != std::string::npos);
    CHECK(refusal(replaced(bytes, end + 10, test::le(0, 2))).find("no entry") != std::string::npos);
    CHECK(refusal(replaced(bytes, end + 12, test::le(0xffffffff, 4))).find("outside") !=
          std::string::npos);
    CHECK(refusal(replaced(bytes, central + 28, test::le(0xffff, 2))).find("outside") !=
          std::string::npos);
    CHECK(refusal(replaced(bytes, central + 42, test::le(0xfffffff0, 4))).find("outside") !=
          std::string::npos);
}

TEST_CASE("a local header that says something else than the directory is damage") {
    const std::string bytes = make_zip({{"a.py", "a = 1\n"}});
    CHECK(data_refusal(bytes) == "none");
    CHECK(data_refusal(replaced(bytes, 0, "XX")).find("no local header") != std::string::npos);
    CHECK(data_refusal(replaced(bytes, 8, "\x05")).find("another compression") !=
          std::string::npos);
    CHECK(data_refusal(replaced(bytes, 22, "\x05")).find("another size") != std::string::npos);
    CHECK(data_refusal(replaced(bytes, 30, "b")).find("another name") != std::string::npos);
    const std::size_t central = bytes.find("PK\1\2");
    CHECK(data_refusal(replaced(bytes, central + 20, test::le(1000, 4))).find("run into") !=
          std::string::npos);
}

TEST_CASE("a member's mode tells links and devices from files and directories") {
    const auto entry = [](const char* name, std::uint32_t mode) {
        zip::ZipEntry made;
        made.name = name;
        made.external_attributes = mode << 16;
        return made;
    };
    CHECK(zip::is_link(entry("a.py", 0120777)));
    CHECK(zip::is_special(entry("a.py", 0120777)));
    CHECK(zip::is_special(entry("a.py", 0010644)));
    CHECK(zip::is_special(entry("a.py", 0040755)));
    for (const auto& plain : {entry("a.py", 0100644), entry("a.py", 0), entry("a.py", 0600),
                              entry("a/", 0040755), entry("a/", 0)})
        CHECK_FALSE(zip::is_special(plain));
}
