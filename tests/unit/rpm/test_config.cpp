#include "lib/rpm/config.hpp"

#include <doctest/doctest.h>

TEST_CASE("rpm's own macro and rc files lie where rpmbuild is told to read them") {
    CHECK(std::filesystem::exists(calpkg::rpm::config_directory() / "macros"));
    CHECK(std::filesystem::exists(calpkg::rpm::config_directory() / "rpmrc"));
}
