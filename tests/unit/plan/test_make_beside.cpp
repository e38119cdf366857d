// Components without a checkout.

#include "lib/fs/file.hpp"
#include "lib/plan/make.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/content.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>

using namespace calpkg;
using stage::StagedEntry;

namespace {

const layout::Catalog& catalog_beside() {
    static const layout::Catalog opened(test::source_directory());
    return opened;
}

std::map<std::string, StagedEntry> entries_by_path(const std::vector<StagedEntry>& entries) {
    std::map<std::string, StagedEntry> result;
    for (const StagedEntry& entry : entries) result[entry.path] = entry;
    return result;
}

/// The plan of a component that needs no checkout, and what is set for it.
plan::Plan made_beside(const std::string& component, const std::string& target,
                       const std::map<std::string, std::string>& settings = {}) {
    plan::Request request;
    request.component = component;
    request.settings = settings;
    return plan::make(catalog_beside(), catalog_beside().target(target), request);
}

std::string text_at(const plan::Plan& plan, const std::string& path) {
    const StagedEntry entry = entries_by_path(plan.entries).at(path);
    return stage::edited_content(entry, std::get<stage::FileSource>(entry.source));
}

} // namespace

TEST_CASE("a component without a checkout has its layout's version and time") {
    const plan::Plan plan = made_beside("minion", "el6");
    CHECK(plan.nevra() == "calamari-minion-1.0-1.el6.noarch");
    CHECK(!plan.from_checkout);
    CHECK(plan.commit.size() == 40);
    CHECK(plan.epoch == catalog_beside().layout("minion").time);
    for (const StagedEntry& entry : plan.entries) CHECK(entry.mtime <= plan.epoch);
    CHECK(entries_by_path(plan.entries).at("/usr/sbin/calamari-minion-setup").mode == 0755);
    CHECK(plan.changelog.find("- Build of the layout minion (content " + plan.commit) !=
          std::string::npos);
}

TEST_CASE("the line that tells editors the schema of a layout is not its content") {
    const test::Dir dir;
    for (const char* name : {"layouts", "specs"})
        std::filesystem::copy(test::source_directory() / name, dir.path() / name,
                              std::filesystem::copy_options::recursive);
    const auto commit_with = [&](const std::string& text) {
        dir.write("layouts/minion.yaml", text);
        const layout::Catalog changed(dir.path());
        plan::Request request;
        request.component = "minion";
        return plan::make(changed, changed.target("el6"), request).commit;
    };
    const std::string text = fs::read_file(test::source_directory() / "layouts/minion.yaml");
    REQUIRE(text.starts_with("# yaml-language-server: $schema=../schemas/layout.json\n"));
    const std::string without = text.substr(text.find('\n') + 1);
    CHECK(commit_with(text) == commit_with(without));
    CHECK(commit_with("# other\n" + without) != commit_with(without));
}

TEST_CASE("what is set gets into the file that asks for it, and is another content") {
    const std::string conf = "/etc/salt/minion.d/calamari.conf";
    const plan::Plan set = made_beside("minion", "el7", {{"master", "calamari.example.org"}});
    CHECK(text_at(set, conf).ends_with("\nmaster: calamari.example.org\n"));
    const plan::Plan unset = made_beside("minion", "el7");
    CHECK(text_at(unset, conf).find("\nmaster:") == std::string::npos);
    CHECK(set.commit != unset.commit);
    CHECK(set.commit == made_beside("minion", "el9", {{"master", "calamari.example.org"}}).commit);
    const auto has_feature = [](const plan::Plan& plan) {
        return std::ranges::any_of(plan.globals, [](const plan::Define& define) {
            return define.name == "feature_master";
        });
    };
    CHECK(has_feature(set));
    CHECK(!has_feature(unset));
}

TEST_CASE("the firewall is iptables' where the target says so, else firewalld's") {
    CHECK(entries_by_path(made_beside("firewall", "el6").entries)
              .contains("/usr/sbin/calamari-firewall"));
    CHECK(entries_by_path(made_beside("firewall", "el7").entries)
              .contains("/usr/lib/firewalld/services/calamari.xml"));
}

TEST_CASE("there is no source tarball of what has no checkout") {
    plan::Request request;
    request.component = "minion";
    CHECK_THROWS_WITH_AS(plan::make_dist(catalog_beside(), request),
                         doctest::Contains("minion: has no source tarball; it is made from"),
                         report::Error);
}
