#include "lib/check/checked_plans.hpp"
#include "support/support.hpp"
#include "unit/check/nothing_known.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;

namespace {

struct ChecksFixture {
    test::Dir dir;
    layout::Catalog catalog{test::source_directory()};

    ChecksFixture() {
        const std::string script = test::source_directory() / "tests/samples/make-checkouts";
        const process::Result made =
            test::run({script, dir.path().string(), "calamari-clients", "Diamond"});
        REQUIRE_MESSAGE(made.ok(), made.err);
    }

    std::vector<plan::Request> requests() const {
        plan::Request clients, diamond;
        clients.component = "clients";
        clients.checkout = dir.path() / "calamari-clients";
        diamond.component = "diamond";
        diamond.checkout = dir.path() / "Diamond";
        return {diamond, clients};
    }

    check::CheckedPlans plan() const {
        return check::checked_plans(catalog, catalog.target("el6"), requests());
    }
};

} // namespace

TEST_CASE("plans come in the order asked for, with what is found in their sources") {
    const ChecksFixture f;
    const std::string page = "calamari-clients/dashboard/dist/scripts/main.js";
    std::filesystem::remove(f.dir.path() / page);
    const check::CheckedPlans checked = f.plan();
    CHECK(checked.errors.empty());
    REQUIRE(checked.plans.size() == 2);
    CHECK(checked.plans[0].name == "diamond");
    CHECK(checked.plans[0].target.name == "el6");
    const report::Findings& found = checked.plans[1].findings;
    CHECK(std::ranges::count(found, "missing-reference", &report::Finding::id) == 1);
}

TEST_CASE("all that cannot be planned is told, in the order asked for") {
    const ChecksFixture f;
    f.dir.write("Diamond/setup.py", "other");
    std::filesystem::remove_all(f.dir.path() / "calamari-clients/LICENSE.txt");
    const check::CheckedPlans checked = f.plan();
    REQUIRE(checked.errors.size() == 2);
    CHECK(checked.errors[0].subject().find("Diamond") != std::string::npos);
    CHECK((checked.errors[1].subject() + checked.errors[1].reason()).find("calamari-clients") !=
          std::string::npos);
}

TEST_CASE(
    "several targets get the plans that each alone gets, and each is told of its own failures") {
    const ChecksFixture f;
    std::vector<check::Order> orders;
    for (const char* target : {"el7", "el6"})
        orders.push_back({f.catalog.target(target), f.requests()});
    const std::vector<check::CheckedPlans> both =
        check::checked_plans(f.catalog, orders, test::nothing_known);
    REQUIRE(both.size() == 2);
    const check::CheckedPlans alone = f.plan();
    for (std::size_t i = 0; i < alone.plans.size(); ++i) {
        CHECK(both[0].plans[i].target.name == "el7");
        CHECK(both[1].plans[i].nevra() == alone.plans[i].nevra());
        CHECK(both[1].plans[i].entries.size() == alone.plans[i].entries.size());
        CHECK(both[1].plans[i].findings.size() == alone.plans[i].findings.size());
    }
    // Of what is read once, a failure is everybody's.
    std::filesystem::remove_all(f.dir.path() / "Diamond/.git");
    for (const check::CheckedPlans& one :
         check::checked_plans(f.catalog, orders, test::nothing_known)) {
        REQUIRE(one.errors.size() == 1);
        CHECK(one.errors[0].subject().find("Diamond") != std::string::npos);
    }
}
