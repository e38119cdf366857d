#include "lib/rpm/config.hpp"
#include "lib/rpmbuild/tools.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("each tool's version is the one that it prints") {
    rpmbuild::ToolsQuestion question(nullptr);
    const repo::BuiltWith tools = question.finish();
    CHECK(test::run({"rpmbuild", "--version"}).out == "RPM version " + tools.rpmbuild + "\n");
    CHECK(test::run({"createrepo_c", "--version"})
              .out.starts_with("Version: " + rpmbuild::VersionQuestion("createrepo_c").finish() +
                               " "));
    CHECK(tools.librpm == rpm::library_version());
    CHECK(tools.encoder > 0);
}

TEST_CASE("a rpmbuild that makes other packages is named, and no other one") {
    const auto about = [](const std::string& version) {
        return rpmbuild::findings_about({.rpmbuild = version});
    };
    REQUIRE(about("4.11.3").size() == 1);
    CHECK(about("4.11.3")[0].subject == "rpmbuild 4.11.3");
    CHECK(about("4.9.1.2").size() == 1);
    for (const char* version : {"4.14.0", "4.14.3", "4.18.0", "6.0.2", "10.0", ""})
        CHECK(about(version).empty());
}
