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

TEST_CASE("tags that may differ may come and go; the form is more than that, and asked for apart") {
    const test::Dir dir;
    const rpm::PackageImage before = test::image_of(test::build_rich(dir));
    rpm::PackageImage after = before;
    rpm::RawHeader& header = after.parts.header;
    header.erase(rpm::tag::file_class);
    header.put_strings(rpm::tag::rpm_version, rpm::TagType::string, {"6.0.2"});
    header.put_strings(1000007, rpm::TagType::string, {"new"});
    std::vector<std::uint64_t> times = header.numbers(rpm::tag::file_mtime);
    times[*before.files.find("/var/log/sample.log")] = 1;
    header.put_numbers(rpm::tag::file_mtime, rpm::TagType::int32, times);
    after.files = rpm::FileTable(header, "new.rpm");
    after.parts.lead[9] ^= 1;
    after.parts.signature.put({rpm::tag::seal::reserved_space, rpm::TagType::binary, 1, "x"});
    const auto messages = [&](const rpm::AllowedDifferences& allowed) {
        report::Findings findings;
        rpm::compare_tags(before, after, allowed, "new.rpm", findings);
        std::vector<std::string> found;
        for (const report::Finding& finding : findings) found.push_back(finding.message);
        return found;
    };
    rpm::AllowedDifferences allowed;
    allowed.tags = {rpm::tag::file_class, rpm::tag::rpm_version, 1000007};
    CHECK(messages(allowed) ==
          std::vector<std::string>{"/var/log/sample.log: tag 1034 (Filemtimes) differs",
                                   "tag 1008 of the signature header differs", "the lead differs"});
    allowed.form = true;
    CHECK(messages(allowed).empty());
    CHECK(messages({}).size() > 5);
    times[*before.files.find("/etc/sample.conf")] = 1; // which is no ghost
    header.put_numbers(rpm::tag::file_mtime, rpm::TagType::int32, times);
    after.files = rpm::FileTable(header, "new.rpm");
    CHECK(messages(allowed) ==
          std::vector<std::string>{"/etc/sample.conf: tag 1034 (Filemtimes) differs"});
}
