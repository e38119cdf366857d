#include "lib/plan/globals.hpp"
#include "lib/plan/plan.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;
using stage::StagedEntry;

namespace {

StagedEntry file(const std::string& path) {
    StagedEntry entry;
    entry.path = path;
    return entry;
}

plan::Plan sample() {
    plan::Plan plan;
    plan.component = "server";
    plan.name = "calamari-server";
    plan.version = "1.2";
    plan.release = "12_ge16f809.el6";
    plan.arch = "x86_64";
    plan.target.name = "el6";
    plan.epoch = 1404216000;
    plan.tarball = "calamari-server_product_1.2.tar";
    plan.spec_template = "Name: calamari-server\n";
    plan.changelog = "* Tue Jul 01 2014 x - 1.2-12.el6\n- y\n";
    return plan;
}

} // namespace

TEST_CASE("the file list tells mode, owner and flags of every entry") {
    plan::Plan plan = sample();
    StagedEntry config = file("/etc/calamari/calamari.conf");
    config.mode = 0640;
    config.group = "apache";
    config.config = true;
    StagedEntry directory = file("/opt/calamari");
    directory.kind = StagedEntry::Kind::directory;
    directory.mode = 0755;
    StagedEntry link = file("/usr/bin/calamari-ctl");
    link.kind = StagedEntry::Kind::symlink;
    StagedEntry ghost = file("/usr/lib/x.pyc");
    ghost.ghost = true;
    plan.entries = {config, directory, link, ghost};
    CHECK(plan::file_list(plan) ==
          "%config(noreplace) %attr(0640, root, apache) \"/etc/calamari/calamari.conf\"\n"
          "%dir %attr(0755, root, root) \"/opt/calamari\"\n"
          "%attr(-, root, root) \"/usr/bin/calamari-ctl\"\n"
          "%ghost %attr(0644, root, root) \"/usr/lib/x.pyc\"\n");
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
}

TEST_CASE(
    "the spec sets version and revision unless the command line does, everything else firmly") {
    plan::Plan plan = sample();
    plan.globals = {{"version", "1.2"}, {"revision", "12_ge16f809"}, {"dist", ".el6"}};
    const std::string text = plan::spec_text(plan);
    CHECK(text.find("%{!?version: %global version 1.2}\n") != std::string::npos);
    CHECK(text.find("%{!?revision: %global revision 12_ge16f809}\n") != std::string::npos);
    CHECK(text.find("%global dist .el6\n") != std::string::npos);
    CHECK(text.find("\n%changelog\n* Tue Jul 01 2014") != std::string::npos);
}

TEST_CASE("the rpmbuild run gets the commit's time and nothing of this host but PATH") {
    const process::Command command = plan::rpmbuild_command(sample(), "/srv/server");
    CHECK(command.argv.front() == "rpmbuild");
    CHECK(std::count(command.argv.begin(), command.argv.end(), "revision 12_ge16f809") == 1);
    for (const auto& [name, value] : command.env) {
        if (name == "SOURCE_DATE_EPOCH") CHECK(value == "1404216000");
        if (name == "HOME") CHECK(value == "/srv/server");
        CHECK(name != "LANG");
    }
}

TEST_CASE("a work directory whose name rpmbuild would misread is refused") {
    for (const std::string name : {"/srv/a b", "/srv/100%", "/srv/a:b"})
        CHECK_THROWS_WITH_AS(plan::rpmbuild_command(sample(), name),
                             doctest::Contains("has a blank, a % or a :"), report::Error);
}
