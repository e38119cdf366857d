#include "lib/plan/spec.hpp"

#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

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
          "%verify(not mode user group) %ghost %attr(0644, root, root) \"/usr/lib/x.pyc\"\n");
}

TEST_CASE("rpm does not look at the times of what web servers serve, which %post sets") {
    plan::Plan plan = sample();
    plan.web_apps = {{"dist", "clients: admin/dist", "", "/opt/content/admin"}};
    StagedEntry directory = file("/opt/content/admin/views");
    directory.kind = StagedEntry::Kind::directory;
    directory.mode = 0755;
    plan.entries = {directory, file("/opt/content/admin/index.html"),
                    file("/opt/content/administrators")};
    CHECK(plan::file_list(plan) ==
          "%dir %attr(0755, root, root) \"/opt/content/admin/views\"\n"
          "%verify(not mtime) %attr(0644, root, root) \"/opt/content/admin/index.html\"\n"
          "%attr(0644, root, root) \"/opt/content/administrators\"\n");
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

TEST_CASE("what specs have in common stands in each of them once it is written") {
    const test::Dir dir;
    std::filesystem::create_directories(dir.path() / "layouts/targets");
    dir.write("specs/a.spec",
              "Name: a\n%include package.inc\n# %include package.inc\n%include other\nEnd");
    dir.write("specs/package.inc", "Version: 1\n");
    dir.write("specs/b.spec", "Name: b\n%include packag.inc\n");
    const layout::Catalog catalog(dir.path());
    CHECK(plan::spec_template(catalog, "a.spec") ==
          "Name: a\nVersion: 1\n# %include package.inc\n%include other\nEnd");
    CHECK_THROWS_WITH_AS(plan::spec_template(catalog, "b.spec"),
                         doctest::Contains("b.spec:2: there is no 'packag.inc' beside it; add it"),
                         report::Error);
}

TEST_CASE("a part is included however the line ends, and includes no other one") {
    const test::Dir dir;
    std::filesystem::create_directories(dir.path() / "layouts/targets");
    dir.write("specs/a.spec", "Name: a\r\n%include package.inc\r\n%include package.inc");
    dir.write("specs/package.inc", "Version: 1");
    dir.write("specs/b.spec", "%include outer.inc\n");
    dir.write("specs/outer.inc", "Name: b\n%include package.inc");
    const layout::Catalog catalog(dir.path());
    CHECK(plan::spec_template(catalog, "a.spec") == "Name: a\r\nVersion: 1\nVersion: 1\n");
    CHECK_THROWS_WITH_AS(
        plan::spec_template(catalog, "b.spec"),
        doctest::Contains("outer.inc:2: a part of specs cannot include another one; include"),
        report::Error);
}
