#include "lib/check/changed_kinds.hpp"
#include "support/support.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace calpkg;
using stage::StagedEntry;

namespace {

/// A published package with one of each below /opt, and a plan that has the same.
struct Fixture {
    test::Dir dir;
    plan::Plan plan;

    Fixture() {
        plan.name = "sample";
        plan.arch = "x86_64";
        const auto package = test::build_rpm(dir, R"(Name: sample
Version: 1.2
Release: 3
Summary: Kinds
License: MIT
AutoReqProv: no
%description
For tests.
%install
mkdir -p $RPM_BUILD_ROOT && cd $RPM_BUILD_ROOT
mkdir -p opt/directory/deep opt/a.egg
touch opt/file opt/ghost opt/directory/deep/x
ln -s file opt/link
%files
/opt/file
/opt/link
%dir /opt/a.egg
/opt/directory/deep/x
%ghost /opt/ghost
)");
        std::filesystem::create_directories(dir.path() / "out/x86_64");
        std::filesystem::copy_file(package, dir.path() / "out/x86_64/sample.rpm");
        dir.write("out/x86_64/broken.rpm", "no package");
        put("/opt/file", StagedEntry::Kind::file);
        put("/opt/link", StagedEntry::Kind::symlink);
        put("/opt/directory", StagedEntry::Kind::directory);
    }

    void put(const std::string& path, StagedEntry::Kind kind) {
        StagedEntry entry;
        entry.path = path;
        entry.kind = kind;
        std::erase_if(plan.entries, [&](const StagedEntry& old) { return old.path == path; });
        plan.entries.push_back(entry);
    }

    report::Findings findings() const { return check::changed_kinds(plan, dir.path() / "out"); }
};

using Kind = StagedEntry::Kind;

} // namespace

TEST_CASE("what is of the same kind, or published nowhere, is no finding") {
    Fixture f;
    CHECK(f.findings().empty());
    f.put("/opt/ghost", Kind::directory); // it may be anything on disk
    f.put("/opt/a.egg", Kind::file);      // %pretrans makes room
    CHECK(f.findings().empty());
    f.put("/opt/file", Kind::directory);
    CHECK(check::changed_kinds(f.plan, f.dir.path() / "none").empty());
    f.plan.name = "other";
    CHECK(f.findings().empty());
}

TEST_CASE("what rpm cannot upgrade is an error, what it cannot go back from a warning") {
    struct Case {
        std::string path;
        Kind kind;
        report::Severity severity;
    };
    for (const Case& change :
         std::vector<Case>{{"/opt/file", Kind::directory, report::Severity::warning},
                           {"/opt/file", Kind::symlink, report::Severity::note},
                           {"/opt/link", Kind::file, report::Severity::note},
                           {"/opt/link", Kind::directory, report::Severity::error},
                           {"/opt/directory", Kind::file, report::Severity::error},
                           {"/opt/directory/deep", Kind::symlink, report::Severity::error}}) {
        CAPTURE(change.path);
        Fixture f;
        f.put(change.path, change.kind);
        const report::Findings findings = f.findings();
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].id == "kind-changed");
        CHECK(findings[0].severity == change.severity);
        CHECK(findings[0].subject == "sample: " + change.path);
        CHECK(findings[0].message.find("in sample-1.2-3.x86_64 and would be a") !=
              std::string::npos);
        f.plan.accept = {"kind-changed"};
        CHECK_FALSE(report::has_errors(f.findings()));
    }
}

TEST_CASE("a directory that nothing lists counts, too") {
    Fixture f;
    std::erase_if(f.plan.entries, [](const auto& entry) { return entry.path == "/opt/file"; });
    f.put("/opt/file/below", Kind::file);
    REQUIRE(f.findings().size() == 1);
    CHECK(f.findings()[0].subject == "sample: /opt/file");
}
