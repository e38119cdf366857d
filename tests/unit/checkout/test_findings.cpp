#include "lib/checkout/findings.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace calpkg;
using checkout::Scheme;

namespace {

/// The messages of a checkout's findings by their ids.
std::multimap<std::string, std::string> findings_of(const test::Repository& repository,
                                                    const std::optional<std::string>& given = {}) {
    const checkout::Git git(repository.top());
    const auto here = checkout::version_of(git, Scheme::calamari, true, given);
    std::multimap<std::string, std::string> found;
    for (const report::Finding& finding :
         checkout::findings(git, Scheme::calamari, here, "el6", "calamari-server")) {
        CHECK(finding.severity == report::Severity::warning);
        CHECK(finding.subject == "calamari-server");
        CHECK_FALSE(finding.remedy.empty());
        found.emplace(finding.id, finding.message);
    }
    return found;
}

} // namespace

TEST_CASE("a checkout at its one tag gives no finding, nor do commits behind it") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.commit("First");
    repository.tag("v1.2");
    repository.tag("nightly");
    repository.lightweight_tag("qa");
    CHECK(findings_of(repository).empty());
    repository.commit("Second");
    CHECK(findings_of(repository).empty());
}

TEST_CASE("tags at HEAD that do not count, and orders that are no upgrade, are warnings") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.write("file", "one");
    repository.commit("First");
    repository.tag("v1.3-rc");
    repository.commit("Second");
    repository.lightweight_tag("v1.3-rc1");
    const auto found = findings_of(repository);
    CHECK(found.count("ignored-tag") == 1);
    CHECK(found.find("ignored-tag")->second.find("v1.3-rc1 marks this commit") == 0);
    CHECK(found.count("version-order") == 1); // rc_1_g… is newer than rc1
    // The version is given by hand: its tags were looked at, its order is not known.
    repository.write("file", "two");
    const auto given = findings_of(repository, "1.1");
    CHECK(given.count("ignored-tag") == 0);
    CHECK(given.count("version-order") == 1);
    CHECK(given.count("modified-order") == 1);
}
