#include "lib/plan/globals.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// The value of a global of a package of `arch`; "-" when it is not set.
std::string value(const std::string& arch, const std::string& name) {
    plan::Plan plan;
    plan.version = "1.2";
    plan.arch = arch;
    plan.target.dist = "el6";
    plan.target.rhel = 6;
    plan.target.rpm = "4.8.1";
    plan.target.python = "2.6";
    plan.target.platform = "redhat-linux-gnu";
    plan.target.payload = "w6.gzdio";
    plan.target.packages = {{"mod-wsgi", "python3-mod_wsgi"}};
    std::string found = "-";
    for (const plan::Define& define : plan::globals_for(plan, "3", {"lite-web"})) {
        if (define.name != name) continue;
        CHECK(found == "-"); // each once
        found = define.value;
    }
    return found;
}

} // namespace

TEST_CASE("the spec learns version, target, features and packages as globals") {
    CHECK(value("x86_64", "version") == "1.2");
    CHECK(value("x86_64", "revision") == "3");
    CHECK(value("x86_64", "dist") == ".el6");
    CHECK(value("x86_64", "rhel") == "6");
    CHECK(value("x86_64", "python") == "2.6");
    CHECK(value("x86_64", "feature_lite_web") == "1");
    CHECK(value("x86_64", "pkg_mod_wsgi") == "python3-mod_wsgi");
    CHECK(value("x86_64", "_binary_payload") == "%{?raw_payload}%{!?raw_payload:w6.gzdio}");
}

TEST_CASE("a package names its commit where the target's rpm reads it, and a modified one none") {
    const auto macro_of = [](const std::string& rpm, bool dirty, bool from_checkout) {
        plan::Plan plan;
        plan.target.rpm = rpm;
        plan.commit = "abc";
        plan.dirty = dirty;
        plan.from_checkout = from_checkout;
        std::string names;
        for (const plan::Define& define : plan::globals_for(plan, "3", {}))
            if (define.value == "abc") names += define.name;
        return names;
    };
    CHECK(macro_of("4.8.1", false, true) == "url_commit");
    CHECK(macro_of("4.11.3", false, true) == "vcs_commit");
    CHECK(macro_of("4.11.3", true, true) == "");
    CHECK(macro_of("4.11.3", false, false) == "");
}

TEST_CASE("files' times end with the commit's for rpm before and after 4.20") {
    CHECK(value("x86_64", "clamp_mtime_to_source_date_epoch") == "1");
    CHECK(value("x86_64", "build_mtime_policy") == "clamp_to_source_date_epoch");
}

TEST_CASE("what rpm calls the architecture is the target's, not the build host's") {
    CHECK(value("x86_64", "_target_platform") == "x86_64-redhat-linux-gnu");
    CHECK(value("x86_64", "_isa") == "(x86-64)");
    CHECK(value("noarch", "_isa") == "%{nil}");
}

TEST_CASE("names that rpm's file list cannot carry are refused by name") {
    for (const std::string name :
         {"/a\nb", "/a\"b", "/a\tb", "/a\x7f", "/\xff", "/%(touch pwned)", "/%{x}", "/%name",
          "/%%x", "/[x]", "/*", "/a?", "/{a,b}", "/a\\b"})
        CHECK_THROWS_AS(plan::validate_rpm_path(name), report::Error);
    for (const std::string name :
         {"/a b", "/a'b", "/100%", "/50% off", "/a]b}", "/Größe", "/-x", "/$HOME"})
        CHECK_NOTHROW(plan::validate_rpm_path(name));
    CHECK_NOTHROW(plan::validate_rpm_path("/" + std::string(255, 'n')));
    CHECK_THROWS_AS(plan::validate_rpm_path("/" + std::string(256, 'n')), report::Error);
    std::string deep;
    while (deep.size() < 3900) deep += "/" + std::string(99, 'd');
    CHECK_NOTHROW(plan::validate_rpm_path(deep));
    CHECK_THROWS_WITH_AS(plan::validate_rpm_path(deep + "/"),
                         doctest::Contains("is a path of 3901 bytes; a package can have 3900"),
                         report::Error);
}
