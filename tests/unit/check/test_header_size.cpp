#include "lib/check/header_size.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;
using Kind = stage::StagedEntry::Kind;

namespace {

stage::StagedEntry entry(Kind kind, const std::string& path, const std::string& link = "") {
    stage::StagedEntry made;
    made.kind = kind;
    made.path = path;
    made.link = link;
    return made;
}

plan::Plan plan_with(std::size_t files, std::uint64_t limit) {
    plan::Plan plan;
    plan.name = "calamari-clients";
    plan.target.name = "el6";
    plan.target.rpm = "4.8.1";
    plan.target.header_limit = limit;
    for (std::size_t i = 0; i < files; ++i)
        plan.entries.push_back(entry(Kind::file, "/opt/calamari/" + std::to_string(10000 + i)));
    return plan;
}

} // namespace

TEST_CASE("a list of files takes what rpm makes of it") {
    const test::Dir dir;
    const auto package = test::build_rpm(dir, R"(Name: sample
Version: 1
Release: 1
Summary: One of each kind
License: MIT
AutoReqProv: no
%description
%install
mkdir -p "$RPM_BUILD_ROOT/opt/sample/empty" && cd "$RPM_BUILD_ROOT/opt/sample"
echo hello > file && ln file other && ln -s ../somewhere link && : > log
%files
%defattr(-,root,root)
%dir /opt/sample
%dir /opt/sample/empty
%attr(-,root,apache) /opt/sample/file
/opt/sample/other
/opt/sample/link
%ghost /opt/sample/log
)");
    std::vector<stage::StagedEntry> entries{
        entry(Kind::directory, "/opt/sample"),
        entry(Kind::directory, "/opt/sample/empty"),
        entry(Kind::file, "/opt/sample/file"),
        entry(Kind::hardlink, "/opt/sample/other", "/opt/sample/file"),
        entry(Kind::symlink, "/opt/sample/link", "../somewhere"),
        entry(Kind::file, "/opt/sample/log"),
    };
    entries[2].group = "apache";
    entries[5].ghost = true;
    namespace tag = rpm::tag;
    std::uint64_t bytes = 0;
    const rpm::OpenPackage made(package);
    for (const rpm::TagData& data : made.parts.header.entries())
        if ((std::ranges::count(tag::per_file, data.tag) > 0 && data.tag != tag::file_class &&
             data.tag != tag::file_depends_n && data.tag != tag::file_depends_x) ||
            data.tag == tag::dir_name)
            bytes += data.bytes.get().size();
    CHECK(check::file_list_bytes(entries) == bytes);
}

TEST_CASE("a header too large for the target's rpm is named before anything is built") {
    const std::uint64_t most = 100000;
    CHECK(check::header_size(plan_with(500, most)).empty());
    const report::Findings findings = check::header_size(plan_with(1000, most));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].id == "too-large-header");
    CHECK(findings[0].severity == report::Severity::error);
    CHECK(findings[0].subject == "calamari-clients");
    CHECK(findings[0].message.starts_with("has 1000 files, whose list makes a header of about "));
    CHECK(findings[0].message.ends_with("; rpm 4.8.1 of target el6 takes 100000 at most"));
    CHECK(check::header_size(plan_with(1000, 0)).empty());
}

TEST_CASE("scriptlets and what rpm notes of installed files take room in a header, too") {
    const auto told = [](const plan::Plan& plan) {
        const std::string text = check::header_size(plan).at(0).message;
        const std::string before = "a header of about ";
        return std::stoull(text.substr(text.find(before) + before.size()));
    };
    plan::Plan plan = plan_with(1000, 1);
    const auto bytes = told(plan);
    plan.changelog += std::string(5000, 'x');
    CHECK(told(plan) == bytes + 5000);
    plan.spec_template += std::string(300, 'x');
    CHECK(told(plan) == bytes + 5300);
    const auto files = check::file_list_bytes(plan.entries);
    plan.entries.resize(500);
    const std::uint64_t states = 500; // a byte for each of those that went
    CHECK(told(plan) == bytes + 5300 - states - (files - check::file_list_bytes(plan.entries)));
}
