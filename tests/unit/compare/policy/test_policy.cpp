#include "lib/compare/policy/policy.hpp"

#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

compare::Policy read(const std::string& text) {
    const test::Dir dir;
    return compare::read_policy(dir.write("policy.yaml", text));
}

/// The error of a policy, from the file's name on.
std::string refusal(const std::string& text) {
    const test::Dir dir;
    const std::filesystem::path file = dir.write("policy.yaml", text);
    try {
        compare::read_policy(file);
    } catch (const report::Error& error) {
        const std::string words = error.what();
        return words.substr(words.find("policy.yaml"));
    }
    return "accepted";
}

} // namespace

TEST_CASE("rules and budgets are read, lists or not") {
    const compare::Policy policy = read(R"(
allow:
  - path: /opt/calamari/webapp/**
    section: [files, contents]
    kind: changed
    reason: built anew
  - {tag: [Changelog, Packager], package: "*.noarch", reason: every release has one}
budgets:
  - {size: installed, grows: +5 %}
  - {size: files, grows: 3 files, package: calamari-server.*}
  - {size: package, grows: 1.5 MB}
)");
    REQUIRE(policy.allow.size() == 2);
    CHECK(policy.allow[0].paths == std::vector<std::string>{"/opt/calamari/webapp/**"});
    CHECK(policy.allow[0].sections == std::vector<std::string>{"files", "contents"});
    CHECK(policy.allow[0].reason == "built anew");
    CHECK(policy.allow[1].tags.size() == 2);
    REQUIRE(policy.budgets.size() == 3);
    CHECK(policy.budgets[0].percent == 5);
    CHECK(policy.budgets[1].most == 3);
    CHECK(policy.budgets[2].most == 1500000);
}

TEST_CASE("what a policy cannot mean is refused, with its line") {
    CHECK(refusal("allow:\n  - {path: /a}\n").starts_with("policy.yaml:2: "));
    CHECK(refusal("allow:\n  - {pth: /a, reason: x}\n").find("'path'") != std::string::npos);
    CHECK(refusal("allow:\n  - {kind: moved, reason: x}\n").find("moved") != std::string::npos);
    CHECK(refusal("allow:\n  - {reason: x}\n")
              .starts_with("policy.yaml:2: a rule of 'allow' does not say what it allows"));
    CHECK(refusal("allow:\n  - {path: [], reason: x}\n") != "accepted");
    CHECK(refusal("allow:\n  - {path: \"**\", reason: x}\n") == "accepted");
    CHECK(refusal("allow: all\n").find("write a list") != std::string::npos);
    CHECK(refusal("budgets:\n  - {size: installed, grows: much}\n").find("not an amount") !=
          std::string::npos);
    for (const char* amount : {"nan %", "inf", "1e300 GB", "3 files", "-1"})
        CHECK(refusal("budgets:\n  - {size: package, grows: " + std::string(amount) + "}\n")
                  .find("not an amount") != std::string::npos);
    CHECK(refusal("budgets:\n  - {size: files, grows: 200 kB}\n").find("not an amount") !=
          std::string::npos);
    CHECK(refusal("budgets:\n  - {size: weight, grows: 1}\n") != "accepted");
    CHECK(refusal("- a\n") != "accepted");
}
