#include "found.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::egg_info;
using test::found;
using test::with;
using test::ZipMember;

TEST_CASE("EGG-INFO that is missing or contradicts itself is a warning") {
    const ZipMember module{"calamari_web/a.py", ""};
    const std::string contradiction = "warning contradictory-egg-info";
    CHECK(found({module}) == "warning missing-egg-info");
    CHECK(found(with(egg_info("other"), {module})) == contradiction);
    CHECK(found(with(egg_info("calamari-web", "0.2"), {module})) == contradiction);
    CHECK(found(with(egg_info("Calamari.Web"), {module})) == "");
    CHECK(found(with(egg_info("calamari-web", "0.1", "nowhere"), {module})) == contradiction);
    CHECK(found(with(egg_info(), {module, {"EGG-INFO/not-zip-safe", "\n"}})) == contradiction);
    CHECK(found({module, {"EGG-INFO/PKG-INFO", "Metadata-Version: 1.0\n\nName: calamari-web\n"}}) ==
          "warning missing-egg-info, warning missing-egg-info");
}
