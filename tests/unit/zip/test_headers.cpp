#include "lib/zip/headers.hpp"

#include "made_by_python.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

zip::NewMember member(const std::string& name, const std::string& content) {
    zip::NewMember made{name, zip::pack(content, true), zip::to_dos_time(1406691218)};
    made.flags = zip::name_flags(name);
    made.external_attributes = 0100640U << 16;
    return made;
}

} // namespace

TEST_CASE("Python's zipfile reads every field as it was meant") {
    zip::NewMember first = member("a.py", std::string(1000, 'a'));
    first.comment = "remark";
    first.central_extra = std::string("\x55\x58\x02\x00xy", 6);
    first.local_extra = std::string("\x55\x58\x01\x00z", 5);
    first.internal_attributes = 1;
    const zip::NewMember second = member("\xc3\xbc.py", "b");
    std::string archive, directory;
    for (const zip::NewMember& each : {first, second}) {
        zip::put_central(directory, each, archive.size());
        zip::put_local(archive, each);
    }
    const std::size_t begin = archive.size();
    archive += directory;
    zip::put_end(archive, 2, directory.size(), begin, "about all");
    CHECK(test::zipfile_says(
              archive,
              "archive = zipfile.ZipFile(path)\nprint(archive.testzip(), archive.comment)\n"
              "for i in archive.infolist():\n    print(ascii(i.filename), i.date_time, "
              "i.compress_type, i.comment, i.extra, i.create_system, i.create_version, "
              "i.extract_version, i.flag_bits, i.internal_attr, oct(i.external_attr >> 16), "
              "i.file_size)") ==
          "None b'about all'\n"
          "'a.py' (2014, 7, 30, 3, 33, 38) 8 b'remark' b'UX\\x02\\x00xy' 3 20 20 0 1 0o100640 "
          "1000\n"
          "'\\xfc.py' (2014, 7, 30, 3, 33, 38) 0 b'' b'' 3 20 20 2048 0 0o100640 1\n");
}

TEST_CASE("numbers are written as they are read, the lowest byte first") {
    std::string bytes;
    zip::put32(bytes, 0x89abcdef);
    zip::put16(bytes, 0xfedc);
    CHECK(bytes == "\xef\xcd\xab\x89\xdc\xfe");
    CHECK(zip::u32(bytes, 0) == 0x89abcdef);
    CHECK(zip::u16(bytes, 4) == 0xfedc);
}
