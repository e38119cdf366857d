#include "lib/layout/settings.hpp"

#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calpkg;
using layout::has_form;
using layout::SettingForm;

namespace {

layout::Layout minion() {
    layout::Layout layout;
    layout.component = "minion";
    layout.settings = {{"master", SettingForm::host}, {"jobs", SettingForm::number}};
    return layout;
}

} // namespace

TEST_CASE("a host is a full name or an IPv4 address") {
    for (const char* host : {"calamari.example.org", "a.b", "10.0.0.1", "CALAMARI.example.org",
                             "9.example.org", "x.4c", "a-b.c"})
        CHECK_MESSAGE(has_form(host, SettingForm::host), host);
    // YAML takes some of these for other things than text, salt's minion looks up others in vain.
    for (const char* other :
         {"",           "calamari", "on",    "1.5",   "1e3",    "10.0.0.256", "10.0.0",
          "10.0.0.1.1", "a..b",     ".a.b",  "a.b.",  "-a.b",   "a-.b",       "a_b.c",
          "a b.c",      "a.b: c",   "a.b\n", "a.b #", "%{x}.b", "\xc3\xa4.b"})
        CHECK_MESSAGE(!has_form(other, SettingForm::host), other);
    const std::string label(63, 'a');
    CHECK(has_form(label + ".b", SettingForm::host));
    CHECK(!has_form(label + "a.b", SettingForm::host));
    CHECK(!has_form(label + "." + label + "." + label + "." + label, SettingForm::host));
}

TEST_CASE("a number is digits, a word what rpm's macros leave alone") {
    CHECK(has_form("08", SettingForm::number));
    CHECK(!has_form("", SettingForm::number));
    CHECK(!has_form("-1", SettingForm::number));
    for (const char* port : {"1", "8002", "65535"}) CHECK(has_form(port, SettingForm::port));
    for (const char* other : {"", "0", "080", "65536", "100000", "80,443", "http"})
        CHECK_MESSAGE(!has_form(other, SettingForm::port), other);
    CHECK(has_form("a.b_c+d-e", SettingForm::word));
    CHECK(!has_form("%x", SettingForm::word));
    CHECK(!has_form("a b", SettingForm::word));
}

TEST_CASE("what cannot be set is told with what can") {
    CHECK_NOTHROW(layout::require_setting(minion(), "master", "a.example.org", "--set"));
    CHECK_THROWS_WITH_AS(
        layout::require_setting(minion(), "mastr", "a.example.org", "--set minion.mastr"),
        "--set minion.mastr: minion has no setting 'mastr'; did you mean 'minion.master'?",
        report::Error);
    CHECK_THROWS_WITH_AS(layout::require_setting(minion(), "master", "calamari", "cal-pkg.yaml:3"),
                         "cal-pkg.yaml:3: 'master' cannot be 'calamari'; it takes a host's full "
                         "name, like calamari.example.org, or its IPv4 address",
                         report::Error);
    layout::Layout none;
    none.component = "diamond";
    CHECK_THROWS_WITH_AS(layout::require_setting(none, "x", "y", "--set diamond.x"),
                         "--set diamond.x: diamond has no settings; remove it", report::Error);
}
