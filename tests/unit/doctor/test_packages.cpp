#include "lib/doctor/checks.hpp"
#include "lib/doctor/packages.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/text.hpp"

#include "support/interpreters.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// Ids of what a check of packages alone finds.
std::vector<std::string> ids(report::Findings (*check)(const doctor::Context&),
                             const std::string& packages) {
    const test::Dir dir;
    const doctor::Site site(dir.path());
    doctor::Packages read;
    read.installed = doctor::parse_packages(packages);
    std::vector<std::string> found;
    for (const report::Finding& finding : check(doctor::Context{.site = site, .packages = read}))
        found.push_back(finding.id + " " + finding.subject);
    return found;
}

using Ids = std::vector<std::string>;

} // namespace

TEST_CASE("versions of one line belong together") {
    const auto versions = [](const std::string& text) { return ids(doctor::check_versions, text); };
    CHECK(versions("calamari-server\t1.2\t12_ge16f809.el6\ncalamari-clients\t1.2\trc2_49."
                   "el6\ndiamond\t3.4.67\t0\n") == Ids{});
    CHECK(versions("calamari-server\t1.5.7\t1\ncalamari-clients\t1.2.3\t1\n") == Ids{});
    CHECK(versions("calamari-server\t1.2\t12\ncalamari-clients\t1.3\t1\n") ==
          Ids{"mixed-versions calamari-clients"});
    CHECK(versions("calamari-server\t1.5.7\t1\ncalamari-clients\t1.0\t1\n") ==
          Ids{"mixed-versions calamari-clients"});
    CHECK(versions("diamond\t4.0.515\t1\n") == Ids{"mixed-versions diamond"});
    CHECK(versions("calamari-clients\t1.0\t1\n") == Ids{});
}

TEST_CASE("a package that is there twice was not upgraded to the end") {
    CHECK(ids(doctor::check_upgrade,
              "diamond\t3.4.67\t0\ncalamari-server\t1.2\t12\ncalamari-server\t1.5.7\t1\n") ==
          Ids{"half-finished-upgrade calamari-server"});
}

TEST_CASE("what rpm prints is taken apart, whatever else it prints") {
    const auto packages = doctor::parse_packages("warning: something\nb\t1\t2\na\t3\t4\n");
    REQUIRE(packages.size() == 2);
    CHECK(packages[0].name == "a");
    const auto files =
        doctor::parse_files("diamond\t8\t33188\t17\t4294967295\t0\tabc\t\t/etc/x\n"
                            "diamond\t8\t33188\t0\t4294967295\t2\tabc\t\t/usr/share/doc/x\n"
                            "old\t(none)\t41471\t0\t4294967295\t0\t\tto\t/x\n");
    REQUIRE(files.size() == 2); // one was not installed (--excludedocs)
    CHECK(files[0].path == "/etc/x");
    CHECK(files[0].algorithm == 8);
    CHECK(files[0].mode == 0100644);
    CHECK(files[0].flags == 17);
    CHECK(files[1].algorithm == 1);
    CHECK(files[1].mode == 0120777);
    CHECK(files[1].link == "to");
}

TEST_CASE("the running system's packages are asked of its own database, not of one at home") {
    const test::Dir dir;
    dir.write("bin/rpm", "#!/bin/sh\necho \"$*\" >>'" + dir.path().string() + "/asked'\n");
    std::filesystem::permissions(dir.path() / "bin/rpm", std::filesystem::perms::owner_all);
    const test::OnPath first(dir.path() / "bin");
    const doctor::Packages read = doctor::read_packages(doctor::Site("/"));
    if (read.unread == "the database of packages is missing") {
        MESSAGE("this system has no database of packages: what rpm is asked is not tested");
        return;
    }
    CHECK(read.unread == "");
    for (const std::string& asked : report::lines_of(fs::read_file(dir.path() / "asked", 1U << 20)))
        CHECK(asked.starts_with("--dbpath /"));
}
