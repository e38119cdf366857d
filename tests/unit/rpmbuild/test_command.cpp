#include "lib/report/error.hpp"
#include "lib/rpmbuild/command.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;

namespace {

plan::Plan sample() {
    plan::Plan plan;
    plan.name = "calamari-server";
    plan.version = "1.2";
    plan.release = "12_ge16f809.el6";
    plan.arch = "x86_64";
    plan.epoch = 1404216000;
    plan.target.payload = "w6.gzdio";
    plan.target.source_payload = "w3.zstdio";
    return plan;
}

} // namespace

TEST_CASE("the rpmbuild run gets the commit's time and nothing of this host but PATH") {
    const process::Command command = rpmbuild::rpmbuild_command(sample(), "/srv/server");
    CHECK(command.argv.front() == "rpmbuild");
    CHECK(std::count(command.argv.begin(), command.argv.end(), "revision 12_ge16f809") == 1);
    CHECK(command.argv.back() == "/srv/server/SPECS/calamari-server.spec");
    CHECK(command.cwd == "/srv/server");
    for (const auto& [name, value] : command.env) {
        if (name == "SOURCE_DATE_EPOCH") CHECK(value == "1404216000");
        if (name == "HOME") CHECK(value == "/srv/server");
        CHECK(name != "LANG");
    }
}

TEST_CASE("rpmbuild does not compress what is encoded anew, and the next command does") {
    const process::Command command = rpmbuild::rpmbuild_command(sample(), "/srv/server");
    for (const char* define : {"raw_payload w.ufdio", "raw_source_payload w1.zstdio"})
        CHECK(std::count(command.argv.begin(), command.argv.end(), define) == 1);
    CHECK(rpmbuild::line_to_paste(rpmbuild::canonical_command(sample(), "/srv/server")) ==
          "cal-pkg canonical --payload w6.gzdio --source-payload w3.zstdio "
          "/srv/server/SRPMS/calamari-server-1.2-12_ge16f809.el6.src.rpm "
          "/srv/server/RPMS/x86_64/calamari-server-1.2-12_ge16f809.el6.x86_64.rpm");
}

TEST_CASE("a work directory whose name rpmbuild would misread is refused") {
    for (const std::string name : {"/srv/a b", "/srv/100%", "/srv/a:b"})
        CHECK_THROWS_WITH_AS(rpmbuild::rpmbuild_command(sample(), name),
                             doctest::Contains("has a blank, a % or a :"), report::Error);
}

TEST_CASE("the line to paste is the command, with the PATH of whoever pastes it") {
    const process::Command command = rpmbuild::rpmbuild_command(sample(), "/srv/server");
    const std::string line = rpmbuild::line_to_paste(command);
    CHECK(line.starts_with("env -i PATH=\"$PATH\" HOME=/srv/server "));
    CHECK(line.find("PATH=/") == std::string::npos);
    // What a shell makes of it is the argv, word by word.
    const std::string words = line.substr(line.find(" rpmbuild "));
    const process::Result split =
        test::run({"sh", "-c", "for word in " + words + "; do printf '%s\\n' \"$word\"; done"});
    std::string expected;
    for (const std::string& word : command.argv) expected += word + "\n";
    CHECK(split.out == expected);
}
