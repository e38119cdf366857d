#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/rewrite_payload.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>

using namespace calpkg;

TEST_CASE("a payload is written from its offset on, and told as it stands in the file") {
    if (!test::can_write("w3.zstdio")) return;
    const test::Dir dir;
    const auto package = test::build_rich(dir, "w3.zstdio");
    const rpm::OpenPackage old(package);
    const auto file = dir.write("new", "");
    const fs::Descriptor fd(open(file.c_str(), O_RDWR | O_CLOEXEC));
    const std::map<std::string, rpm::NewContent> nothing;
    rpm::FollowedFile followed(fd.get(), 5000, hash::Algorithm::sha256, "new.rpm");
    followed.take_reading_end(); // nobody follows
    const rpm::RewrittenPayload made = rpm::rewrite_payload(
        old, rpm::payload_form(old.parts.header, rpm::compression_of(old)),
        {old.files, old.files, nothing, rpm::file_hash(old.parts.header)}, followed, "new.rpm");
    const std::string payload = fs::read_file(file).substr(5000);
    CHECK(made.digest == hash::sha256(payload));
    CHECK(payload == fs::read_file(package).substr(old.parts.payload_offset));
    CHECK(made.size == payload.size());
    CHECK(made.archive_growth() == 0);
    const rpm::PackageImage image = rpm::read_image(old);
    CHECK(made.archive_digest == old.parts.header.text(rpm::tag::payload_digest_alt));
    CHECK(made.frame_digest == image.contents.frame_digest);
    CHECK(made.before.entries.size() == image.contents.entries.size());
}

TEST_CASE("an archive that is read back is held against the one that was written") {
    const test::Dir dir;
    rpm::PackageImage image = test::image_of(test::build_rich(dir));
    // rpm 4.14 writes none.
    image.parts.header.put_strings(rpm::tag::payload_digest_alt, rpm::TagType::string_array,
                                   {std::string(64, 'a')});
    rpm::RewrittenPayload written;
    written.archive_size = image.contents.size;
    written.frame_digest = image.contents.frame_digest;
    written.archive_digest = image.parts.header.text(rpm::tag::payload_digest_alt);
    CHECK_NOTHROW(rpm::require_as_written(image, written, "new.rpm"));
    SUBCASE("what stands around the files") { image.contents.frame_digest.front() ^= 1; }
    SUBCASE("the archive's digest in the header") { written.archive_digest.front() ^= 1; }
    SUBCASE("its size") { ++image.contents.size; }
    CHECK_THROWS_WITH_AS(rpm::require_as_written(image, written, "new.rpm"),
                         "new.rpm: does not match what was written; nothing was kept; "
                         "look for errors of the disk or the memory",
                         report::Error);
}
