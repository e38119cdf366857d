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
