#include "lib/zip/rewrite.hpp"

#include "lib/report/error.hpp"
#include "lib/zip/content.hpp"
#include "made_by_python.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// Four members: deflated, stored, with a comment and an extra field, a directory.
std::string original() {
    return test::zipfile_makes("archive.comment = b'about all'\n"
                               "archive.writestr('a.py', 'a = 1\\n' * 99, zipfile.ZIP_DEFLATED)\n"
                               "archive.writestr('b.dat', 'b' * 500)\n"
                               "info = zipfile.ZipInfo('c.py', (2014, 6, 1, 12, 0, 0))\n"
                               "info.external_attr = 0o100755 << 16\ninfo.comment = b'remark'\n"
                               "info.extra = b'UT\\x05\\x00\\x01abcd' + b'xy\\x01\\x00z'\n"
                               "archive.writestr(info, 'c = 1\\n')\narchive.writestr('d/', '')");
}

const zip::DosTime kTime{0x4aa5, 0x6000}; // 2017-05-05 12:00:00

/// A line a member as zipfile reads it: name, time, mode, comment, extra field, content's size.
std::string listed(const std::string& bytes) {
    return test::zipfile_says(
        bytes, "archive = zipfile.ZipFile(path)\nassert archive.testzip() is None\n"
               "for i in archive.infolist():\n    print(i.filename, i.date_time[0], "
               "oct(i.external_attr >> 16), i.comment, i.extra, len(archive.read(i)))");
}

std::string refusal(const std::string& bytes, const zip::Edit& edit) {
    try {
        zip::rewrite(bytes, edit, "x.egg");
    } catch (const report::Error& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("an edit that asks for nothing gives the same bytes") {
    const std::string bytes = original();
    CHECK(zip::rewrite(bytes, {}, "x.egg") == bytes);
    CHECK(zip::rewrite("#!/bin/sh\n" + bytes, {}, "x.egg") == "#!/bin/sh\n" + bytes);
}

TEST_CASE("a replaced member keeps place, mode and comment, but no field of the old time") {
    const std::string bytes = original();
    const auto edited = zip::rewrite(bytes, {{{"c.py", {"c = 2, 3\n", kTime}}}, {}}, "x.egg");
    const std::string before = listed(bytes);
    const std::size_t line = before.find("c.py");
    CHECK(listed(edited) == before.substr(0, line) +
                                "c.py 2017 0o100755 b'remark' b'xy\\x01\\x00z' 9\n" +
                                before.substr(before.find("d/")));
}

TEST_CASE("added members come last, by name; removed ones are gone; all others keep their bytes") {
    const std::string bytes = original();
    const zip::Edit edit{{{"z.py", {"z\n", kTime}}, {"y.py", {"y\n", kTime}}}, {"b.dat"}};
    const std::string edited = zip::rewrite(bytes, edit, "x.egg");
    CHECK(test::zipfile_says(edited, "print(zipfile.ZipFile(path).namelist())\n"
                                     "print(zipfile.ZipFile(path).comment)") ==
          "['a.py', 'c.py', 'd/', 'y.py', 'z.py']\nb'about all'\n");
    CHECK(edited.substr(0, bytes.find("PK\3\4", 4)) == bytes.substr(0, bytes.find("PK\3\4", 4)));
    CHECK(zip::rewrite(bytes, edit, "x.egg") == edited);
}

TEST_CASE("what is added is deflated unless everything else is stored") {
    const zip::Edit edit{{{"new.py", {std::string(999, 'a'), kTime}}}, {}};
    const auto method = [&](const std::string& bytes) {
        const std::string edited = zip::rewrite(bytes, edit, "x.egg");
        return zip::read_zip_directory(edited, "x.egg").entries.back().method;
    };
    CHECK(method(original()) == 8);
    CHECK(method(test::make_zip({{"a.py", "a"}})) == 0);
}

TEST_CASE("what cannot be done without touching other members is refused") {
    const zip::Edit edit{{{"a.py", {"new", kTime}}}, {}};
    CHECK(refusal(test::make_zip({{"a.py", "1"}, {"a.py", "2"}}), edit)
              .starts_with("x.egg: a.py: is in the egg twice"));
    std::string overlapping = test::make_zip({{"a.py", "123456"}, {"b.py", "2"}});
    overlapping.erase(35, 1); // of the first member's content; offsets stay
    CHECK(refusal(overlapping, edit) != "none");
}

TEST_CASE("a replaced link or device becomes a regular file; unzip unpacks it as one") {
    const std::string bytes = test::zipfile_makes(
        "for name, type in ('link', 0o120777), ('fifo', 0o010644), ('typeless', 0o600):\n"
        "    info = zipfile.ZipInfo(name)\n    info.create_system = 3\n"
        "    info.external_attr = type << 16\n    archive.writestr(info, 'target')");
    const zip::NewFile file{"new", kTime};
    const std::string edited =
        zip::rewrite(bytes, {{{"link", file}, {"fifo", file}, {"typeless", file}}, {}}, "x.egg");
    CHECK(listed(edited) == "link 2017 0o100644 b'' b'' 3\nfifo 2017 0o100644 b'' b'' 3\n"
                            "typeless 2017 0o600 b'' b'' 3\n");
    const test::Dir dir;
    dir.write("x.egg", edited);
    REQUIRE(test::run({"unzip", "-q", "x.egg"}, dir.path()).ok());
    CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(dir.path() / "link")));
}

TEST_CASE("damaged members can be replaced and removed; others of them stay as they are") {
    const auto damaged = [](const std::string& name) {
        std::vector<test::ZipMember> all{{"a.py", "a"}};
        all.push_back({.name = name + ".method", .content = "a", .method = 99});
        all.push_back({.name = name + ".encrypted", .content = "a", .flags = 1});
        all.push_back({.name = name + ".crc", .content = "a", .crc_error = 1});
        all.push_back({.name = name + ".local", .content = "a", .local_name = "other"});
        all.push_back({"z.py", "z"});
        return all;
    };
    const std::string bytes = test::make_zip(damaged("x"));
    const zip::ZipDirectory before = zip::read_zip_directory(bytes, "x.egg");
    for (const char* name : {"x.method", "x.encrypted", "x.crc", "x.local"}) {
        CAPTURE(name);
        const std::string replaced = zip::rewrite(bytes, {{{name, {"new", kTime}}}, {}}, "x.egg");
        const std::string removed = zip::rewrite(bytes, {{}, {name}}, "x.egg");
        const zip::ZipDirectory after = zip::read_zip_directory(replaced, "x.egg");
        REQUIRE(after.entries.size() == before.entries.size());
        for (std::size_t i = 0; i < after.entries.size(); ++i) {
            if (after.entries[i].name == name) {
                CHECK(zip::content_of(replaced, after, after.entries[i], "x.egg") == "new");
                CHECK(after.entries[i].flags == 0);
                continue;
            }
            const auto bytes_of = [](const std::string& zip, const zip::ZipEntry& entry) {
                return zip.substr(entry.local, zip.find("PK", entry.local + 4) - entry.local);
            };
            CHECK(bytes_of(replaced, after.entries[i]) == bytes_of(bytes, before.entries[i]));
        }
        CHECK(zip::read_zip_directory(removed, "x.egg").entries.size() == 5);
        CHECK(removed.find(name) == std::string::npos);
    }
}

TEST_CASE("what needed an archiver of its own needs none of it when it is replaced") {
    const std::string bytes =
        test::zipfile_makes("info = zipfile.ZipInfo('a.py')\ninfo.extra = b'\\x01\\x99\\1\\0x'\n"
                            "archive.writestr(info, 'a' * 99, zipfile.ZIP_LZMA)");
    const std::string edited = zip::rewrite(bytes, {{{"a.py", {"new", kTime}}}, {}}, "x.egg");
    CHECK(test::zipfile_says(edited, "i = zipfile.ZipFile(path).infolist()[0]\n"
                                     "print(i.extract_version, i.extra)") == "10 b''\n");
}
