#include "lib/venv/distribution.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("names that indexes take for one are one") {
    for (const std::string name : {"zope.interface", "Zope_Interface", "zope--interface"})
        CHECK(venv::canonical_name(name) == "zope-interface");
    CHECK(venv::same_version("1.0_1", "1.0-1"));
    CHECK(venv::same_version("1.0RC1", "1.0rc1"));
    CHECK(venv::same_version("1.0", "1.0.0"));
    CHECK(venv::same_version("1", "1.0"));
    CHECK_FALSE(venv::same_version("1.0", "1.0.1"));
    CHECK_FALSE(venv::same_version("1.0", "10"));
    CHECK_FALSE(venv::same_version("1.0rc1", "1.0"));
}

TEST_CASE("file names tell which distribution an archive holds") {
    const auto wheel =
        venv::parse_archive_name("MarkupSafe-1.1.1-cp27-cp27mu-manylinux1_x86_64.whl");
    REQUIRE(wheel);
    CHECK(wheel->name == "markupsafe");
    CHECK(wheel->version == "1.1.1");
    CHECK(wheel->wheel);
    for (const std::string ending : {".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".zip"}) {
        const auto source = venv::parse_archive_name("django-tagging-0.3.1" + ending);
        REQUIRE(source);
        CHECK(source->name == "django-tagging");
        CHECK(source->version == "0.3.1");
        CHECK_FALSE(source->wheel);
    }
    for (const std::string other :
         {"README", "x.whl", "-1.0.tar.gz", "name-.zip", "a-1.0.tar", "a.tar.gz"})
        CHECK_MESSAGE(!venv::parse_archive_name(other), other);
}
