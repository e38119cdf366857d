#include "lib/rpm/config.hpp"

#include <doctest/doctest.h>

TEST_CASE("rpm's own macro and rc files lie where rpmbuild is told to read them") {
    CHECK(std::filesystem::exists(calpkg::rpm::config_directory() / "macros"));
    CHECK(std::filesystem::exists(calpkg::rpm::config_directory() / "rpmrc"));
}

TEST_CASE("librpm's version is one that rpm can compare") {
    CHECK(calpkg::rpm::library_version() >= "4.14");
    CHECK(calpkg::rpm::library_version().find_first_not_of("0123456789.") > 2);
}
