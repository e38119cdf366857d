#include "lib/parts/parts_of.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using provenance::Part;

namespace {

constexpr const char* kSite = "/opt/venv/lib/python2.7/site-packages/";

void add(plan::Plan& plan, const std::string& name, const std::string& origin = "virtualenv") {
    stage::StagedEntry entry;
    entry.path = kSite + name;
    entry.digest = "digest of " + name;
    entry.origin = origin;
    plan.entries.push_back(entry);
}

std::string lock_text() {
    const std::string digest(64, 'a');
    return "lock: 1\npython: \"2.7\"\ndistributions:\n"
           "  - {name: \"Django\", version: \"1.5.1\", file: \"Django-1.5.1.tar.gz\", sha256: \"" +
           digest +
           "\"}\n"
           "  - {name: \"six\", version: \"1.16.0\", file: \"six-1.16.0.tar.gz\", sha256: \"" +
           digest + "\"}\n";
}

} // namespace

TEST_CASE("distributions are told by what their installers left, with what the lock says of that "
          "version") {
    const test::Dir dir;
    plan::Plan plan;
    plan.venv_to_make = plan::VenvToMake{};
    plan.venv_to_make->made_lock = dir.write("lock.yaml", lock_text());
    add(plan, "Django-1.5.1.dist-info");
    add(plan, "Django-1.5.1.dist-info/RECORD");
    add(plan, "calamari_web-0.1-py2.7.egg", "calamari-web");
    add(plan, "carbon-0.9.15-py2.7.egg-info");
    add(plan, "django");
    add(plan, "cthulhu.egg-link");
    add(plan, "six-1.17.0.dist-info");
    add(plan, "deep/nested-1.0.dist-info"); // no place where Python looks
    const std::vector<Part> parts = parts::python_parts(plan);
    REQUIRE(parts.size() == 4);
    CHECK(parts[0].name == "Django");
    CHECK(parts[0].version == "1.5.1");
    CHECK(parts[0].archive == "Django-1.5.1.tar.gz");
    CHECK(parts[0].sha256 == std::string(64, 'a'));
    CHECK(parts[0].places ==
          std::vector<std::string>{kSite + std::string("Django-1.5.1.dist-info")});
    CHECK(parts[1].name == "calamari-web");
    CHECK(parts[1].version == "0.1");
    CHECK(parts[1].own);
    CHECK(parts[2].version == "0.9.15");
    CHECK_FALSE(parts[2].own);
    CHECK(parts[3].version == "1.17.0");
    CHECK(parts[3].sha256.empty()); // the lock is about another one

    plan.entries[1].digest = "another RECORD";
    const std::vector<Part> others = parts::python_parts(plan);
    CHECK(others[0].metadata_sha256 != parts[0].metadata_sha256);
    CHECK(others[1] == parts[1]);
}

TEST_CASE("of a given tarball the lock beside it counts, if it has one") {
    const test::Dir dir;
    plan::Plan plan;
    plan.venv_archive = dir.path() / "venv.tar.gz";
    add(plan, "Django-1.5.1.dist-info");
    CHECK(parts::python_parts(plan).at(0).sha256.empty());
    dir.write("venv.lock.yaml", lock_text());
    CHECK(parts::python_parts(plan).at(0).sha256 == std::string(64, 'a'));
}
