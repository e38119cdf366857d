#include "lib/zip/content.hpp"

#include "made_by_python.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using zip::Damaged;

namespace {

/// The content of the archive's first member.
std::string content(const std::string& bytes) {
    const zip::ZipDirectory directory = zip::read_zip_directory(bytes, "x.zip");
    return zip::content_of(bytes, directory, directory.entries.at(0), "x.zip");
}

Damaged::Kind damage(const std::string& bytes) {
    try {
        content(bytes);
    } catch (const Damaged& error) {
        CHECK(error.subject() == "x.zip: a");
        return error.kind();
    }
    FAIL("it was read");
    return Damaged::Kind::other;
}

/// A zip file with one member of 1000 bytes.
std::string made(const std::string& method) {
    return test::zipfile_makes("archive.writestr('a', b'ab' * 500, zipfile." + method + ")");
}

constexpr std::size_t kData = 31; ///< a local header with a name of one character

} // namespace

TEST_CASE("stored and deflated members that Python wrote are read exactly") {
    std::string expected;
    for (int i = 0; i < 500; ++i) expected += "ab";
    CHECK(content(made("ZIP_STORED")) == expected);
    CHECK(content(made("ZIP_DEFLATED")) == expected);
}

TEST_CASE("other compressions are refused: Python cannot import from them") {
    CHECK(damage(made("ZIP_BZIP2")) == Damaged::Kind::other);
    CHECK(damage(made("ZIP_LZMA")) == Damaged::Kind::other);
}

TEST_CASE("content that is not what its checksum says is damaged") {
    std::string bytes = made("ZIP_STORED");
    bytes[kData + 500] = 'x';
    CHECK(damage(bytes) == Damaged::Kind::crc);
}

TEST_CASE("deflated data that is none, or of another size, is damaged") {
    std::string none = made("ZIP_DEFLATED");
    none[kData] = '\xff';
    CHECK(damage(none) == Damaged::Kind::other);
    std::string longer = made("ZIP_DEFLATED");
    const std::size_t central = longer.find("PK\1\2");
    for (const std::size_t size : {std::size_t{22}, central + 24})
        longer[size] = static_cast<char>(longer[size] - 1);
    CHECK(damage(longer) == Damaged::Kind::truncated);
}
