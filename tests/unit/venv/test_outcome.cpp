#include "support/complaint.hpp"
#include "support/support.hpp"

#include "lib/hash/digest.hpp"
#include "lib/venv/outcome.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("what was installed becomes a lock with the archives' digests") {
    const test::Dir dir;
    dir.write("wheels/six-1.0.tar.gz", "six");
    const venv::Wheelhouse wheelhouse(dir.path() / "wheels");
    const auto installed =
        dir.write("installed", "pip\t9.0\ttool\tabc\nSix\t1.0\tsix-1.0.tar.gz\t-\n"
                               "calamari-web\t0.1\tpackage\t-\n");
    const venv::Lock lock = venv::lock_of(installed, wheelhouse, "2.7");
    CHECK(lock.python == "2.7");
    REQUIRE(lock.distributions.size() == 1);
    CHECK(lock.distributions[0].name == "Six");
    CHECK(lock.distributions[0].sha256 == hash::sha256("six"));
    REQUIRE(lock.tools.size() == 1);
    CHECK(lock.tools[0].content == "abc");
    REQUIRE(lock.packages.size() == 1);
    CHECK(lock.packages[0].content.empty());

    const auto foreign = dir.write("foreign", "x\t1\tx-1.tar.gz\t-\n");
    CHECK(test::has(test::complaint([&] { venv::lock_of(foreign, wheelhouse, "2.7"); }),
                    "not among the archives"));
    const auto broken = dir.write("broken", "x\t1\n");
    CHECK_FALSE(test::complaint([&] { venv::lock_of(broken, wheelhouse, "2.7"); }).empty());
}

TEST_CASE("an interpreter outside /usr is warned of") {
    const venv::Recipe recipe;
    CHECK(venv::findings_of("python-prefix /usr\n", recipe).empty());
    const auto findings = venv::findings_of("python-prefix /opt/pythons/2.7\n", recipe);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].id == "foreign-python");
    CHECK(findings[0].severity == report::Severity::warning);
    CHECK(test::has(findings[0].message, "/opt/pythons/2.7"));
}
