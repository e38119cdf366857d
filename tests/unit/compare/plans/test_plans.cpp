#include "lib/compare/plans/plans.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using stage::StagedEntry;

namespace {

plan::Plan sample() {
    plan::Plan plan;
    plan.component = "server";
    plan.name = "calamari-server";
    plan.version = "1.2";
    plan.release = "1.el7";
    plan.arch = "noarch";
    plan.spec_template = "%post\necho one\n";
    StagedEntry directory;
    directory.kind = StagedEntry::Kind::directory;
    directory.path = "/etc/x";
    directory.mode = 0755;
    StagedEntry file;
    file.path = "/etc/x/a.conf";
    file.source = stage::TextSource{"a=1\n"};
    file.size = 4;
    file.digest = "one";
    plan.entries = {directory, file};
    return plan;
}

std::string keys(const plan::Plan& after) {
    std::string text;
    for (const compare::Row& row : compare::compare_plans(sample(), after).rows)
        text += std::string(to_string(row.section)) + " " + to_string(row.kind) + " " + row.object +
                " " + row.what + "\n";
    return text;
}

} // namespace

TEST_CASE("equal plans have no rows") { CHECK(keys(sample()) == ""); }

TEST_CASE("what is planned of a file, and its content, is compared") {
    plan::Plan plan = sample();
    plan.entries[1].mode = 0600;
    CHECK(keys(plan) == "files changed /etc/x/a.conf mode\n");
    plan = sample();
    plan.entries[1].config = true;
    CHECK(keys(plan) == "files changed /etc/x/a.conf flags\n");
    plan = sample();
    plan.entries[1].source = stage::TextSource{"a=2\n"};
    plan.entries[1].digest = "two";
    const compare::Rows rows = compare::compare_plans(sample(), plan).rows;
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().diff.find("-a=1\n+a=2\n") != std::string::npos);
    plan = sample();
    plan.entries.pop_back();
    CHECK(keys(plan) == "files removed /etc/x/a.conf file\n");
}

TEST_CASE("the spec is compared as a text, versions by rpm's order") {
    plan::Plan plan = sample();
    plan.spec_template = "%post\necho two\n";
    CHECK(keys(plan) == "scripts changed spec text\n");
    plan = sample();
    plan.release = "10.el7";
    const auto found = compare::compare_plans(sample(), plan);
    CHECK(found.upgrade == compare::Upgrade::newer);
    CHECK(found.rows.front().after == "1.2-10.el7");
}
