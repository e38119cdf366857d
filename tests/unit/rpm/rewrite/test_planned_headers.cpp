#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/planned_headers.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>

using namespace calpkg;
namespace tag = rpm::tag;

TEST_CASE("headers are planned with what was asked for, and with room for what is not known yet") {
    const test::Dir dir;
    const rpm::OpenPackage old(test::build_rich(dir));
    rpm::PackageEdit edit = test::edit_of_egg();
    edit.write["/opt/calamari/new"] = {"new\n", {}};
    edit.remove = {"/opt/calamari/noise"};
    const rpm::PlannedHeaders planned = rpm::plan_headers(old, edit);
    CHECK(rpm::nevra(planned.header) == "calamari-server-1.2-3_gabc.el6.1.x86_64");
    CHECK(planned.asked.release == "3_gabc.el6.1");
    CHECK(planned.asked.changelog == 1);
    CHECK(planned.asked.content == std::set<std::string>{test::kEgg});
    CHECK(planned.asked.added == std::set<std::string>{"/opt/calamari/new"});
    CHECK(planned.asked.removed == edit.remove);
    CHECK(planned.files.find("/opt/calamari/new").has_value());

    const auto file = dir.write("new.rpm", std::string(planned.payload_offset, '\0') + "payload");
    const fs::Descriptor fd(open(file.c_str(), O_RDWR | O_CLOEXEC));
    rpm::RewrittenPayload payload;
    payload.size = 7;
    payload.digest = hash::sha256("payload");
    payload.archive_digest = std::string(64, 'a');
    const std::string front = rpm::finished_headers(planned, payload, fd.get(), "new.rpm");
    CHECK(front.size() == planned.payload_offset);
    fs::write_at(fd.get(), front, 0, "new.rpm");
    const rpm::OpenPackage made(file);
    CHECK(made.parts.payload_offset == planned.payload_offset);
    CHECK(made.parts.header.text(tag::payload_digest) == hash::sha256("payload"));
    const bool has_both = old.parts.header.has(tag::payload_digest_alt); // from rpm 4.16 on
    CHECK(made.parts.header.text(tag::payload_digest_alt) ==
          (has_both ? payload.archive_digest : ""));
    CHECK(test::query(file, "%{SIGMD5}") ==
          test::run({"sh", "-c", "tail -c +\"$1\" \"$2\" | md5sum | cut -c-32 | tr -d '\\n'", "sh",
                     std::to_string(fs::read_file(file).find("\x8e\xad\xe8\x01", 200) + 1),
                     file.string()})
              .out);
}

TEST_CASE("a source package and a release that is not newer are refused before anything is made") {
    const test::Dir dir, other;
    const rpm::OpenPackage source(test::build_rpm(other, test::sample_spec(), {}, "-bs"));
    CHECK_THROWS_WITH_AS(rpm::plan_headers(source, test::edit_of_egg()),
                         doctest::Contains("is a source package"), report::Error);
    const rpm::OpenPackage old(test::build_rich(dir));
    rpm::PackageEdit edit = test::edit_of_egg();
    edit.release = "3_gabc.el6";
    CHECK_THROWS_WITH_AS(rpm::plan_headers(old, edit),
                         doctest::Contains("give a newer one, such as 3_gabc.el6.1"),
                         report::Error);
    CHECK(rpm::next_release("3_gabc.el6") == "3_gabc.el6.1");
}

TEST_CASE(
    "each tag of rpm's format 6 is enough to refuse a package, whose digests would be wrong") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const auto refused = [&](const auto& change) {
        rpm::OpenPackage old(package);
        change(old.parts);
        CHECK_THROWS_WITH_AS(rpm::plan_headers(old, test::edit_of_egg()),
                             doctest::Contains("is a package of rpm's format 6"), report::Error);
    };
    for (const std::uint32_t size : {5112U, 5113U})
        refused([=](rpm::PackageParts& parts) {
            parts.header.put_numbers(size, rpm::TagType::int64, {1});
        });
    refused(
        [](rpm::PackageParts& parts) { parts.header.put_numbers(5114, rpm::TagType::int32, {6}); });
    for (const std::uint32_t digest : {5121U, 5122U, 5123U, 5124U})
        refused([=](rpm::PackageParts& parts) {
            parts.header.put_strings(digest, rpm::TagType::string, {"abc"});
        });
    refused([](rpm::PackageParts& parts) {
        parts.signature.put_strings(279, rpm::TagType::string, {"abc"});
    });
}
