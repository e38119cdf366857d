#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a package is taken apart where rpm says that its parts end") {
    const test::Dir dir;
    const auto file = test::build_rich(dir, "w6.gzdio");
    const rpm::OpenPackage package(file);
    CHECK(package.subject == file.string());
    CHECK(rpm::nevra(package.parts.header) == test::query(file, "%{NVRA}"));
    CHECK(package.parts.lead.size() == rpm::kLeadSize);
    CHECK(package.payload_begin.starts_with("\x1f\x8b"));
    CHECK(fs::read_file(file).substr(package.parts.payload_offset, 4) == package.payload_begin);
    CHECK(package.files.find(test::kEgg).has_value());
}

TEST_CASE("what stays open is the package that was opened") {
    const test::Dir dir;
    const auto file = test::build_rich(dir);
    const rpm::OpenPackage package(file);
    fs::write_file(file, "something else");
    CHECK(rpm::read_parts(package.fd.get(), "x.rpm").header.entries() ==
          package.parts.header.entries());
}

TEST_CASE("what is not a package, or only the beginning of one, is refused by its name") {
    const test::Dir dir;
    CHECK_THROWS_WITH_AS(rpm::OpenPackage(dir.write("text", std::string(200, 'x'))),
                         doctest::Contains("text: is not an RPM"), report::Error);
    CHECK_THROWS_WITH_AS(rpm::OpenPackage(dir.path() / "gone.rpm"),
                         doctest::Contains("gone.rpm: cannot open: No such file"), report::Error);
    const auto file = test::build_rich(dir);
    const std::string content = fs::read_file(file);
    const std::size_t headers = rpm::OpenPackage(file).parts.payload_offset;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{95}, std::size_t{100}, headers - 1}) {
        CAPTURE(size);
        CHECK_THROWS_WITH_AS(rpm::OpenPackage(dir.write("cut.rpm", content.substr(0, size))),
                             doctest::Contains("cut.rpm: is not a sound RPM: it is cut off"),
                             report::Error);
    }
}
