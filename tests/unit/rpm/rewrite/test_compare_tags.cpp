#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/compare_tags.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("each tag that differs is named, by its number and rpm's word for it") {
    const test::Dir dir;
    const rpm::PackageImage before = test::image_of(test::build_rich(dir));
    const auto messages = [&](const rpm::PackageImage& after) {
        report::Findings findings;
        rpm::compare_tags(before, after, {}, "new.rpm", findings);
        std::vector<std::string> found;
        for (const report::Finding& finding : findings) {
            CHECK(finding.subject == "new.rpm");
            CHECK(finding.severity == report::Severity::error);
            found.push_back(finding.message);
        }
        return found;
    };
    CHECK(messages(before).empty());
    rpm::PackageImage after = before;
    after.parts.header.put_strings(rpm::tag::release, rpm::TagType::string, {"4"});
    after.parts.header.put_strings(1000007, rpm::TagType::string, {"new"});
    const auto found = messages(after);
    CHECK(std::find(found.begin(), found.end(), "tag 1002 (Release) differs") != found.end());
    CHECK(std::any_of(found.begin(), found.end(), [](const std::string& message) {
        return message.find("1000007") != std::string::npos;
    }));
}
