#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/verify/package.hpp"
#include "support/restate.hpp"
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
namespace tag = calpkg::rpm::tag;
using rpm::TagType;

namespace {

std::string verdict(const std::filesystem::path& file) {
    return test::text_of(verify::examine_package(file, "p").findings);
}

std::string verdict(const test::Dir& dir, const std::string& content) {
    return verdict(dir.write("p.rpm", content));
}

bool rpm_takes(const std::filesystem::path& file) {
    return test::run({"rpmkeys", "--dbpath", (file.parent_path() / "db").string(), "--checksig",
                      "--nosignature", file.string()})
        .ok();
}

} // namespace

TEST_CASE("what a sound package says of itself") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    const verify::ExaminedPackage examined = verify::examine_package(file, "p");
    CHECK(test::text_of(examined.findings) == "");
    REQUIRE(examined.facts);
    CHECK(examined.facts->nevra() == "sample-1.2-3_gabc.el6.x86_64");
    CHECK(examined.facts->size == std::filesystem::file_size(file));
    CHECK(examined.facts->sha256 == hash::sha256_file(file));
    CHECK(examined.facts->files.size() == 9);
    CHECK_FALSE(examined.facts->source);
}

TEST_CASE("packages of every form are sound: epoch, source, other compressors, signed, empty") {
    const test::Dir dir;
    CHECK(verdict(test::tiny_package("1", "text", "3")) == "");
    CHECK(verdict(test::build_rpm(dir, test::sample_spec(), {}, "-bs")) == "");
    for (const char* flags : {"w3.zstdio", "w2.xzdio", "w9.bzdio", "w.ufdio"}) {
        CAPTURE(flags);
        const test::Dir own;
        CHECK(verdict(test::build_rpm(own, test::sample_spec(),
                                      {std::string("_binary_payload ") + flags})) == "");
    }
    const auto empty =
        test::build_rpm(dir, "Name: e\nVersion: 1\nRelease: 1\nSummary: E\nLicense: MIT\n"
                             "%description\nE.\n%files\n");
    CHECK(verdict(empty) == "");
    test::sign(empty);
    CHECK(verdict(empty) == "");
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(test::data_directory() / "rpmbuilds"))
        if (entry.path().extension() == ".rpm") {
            CAPTURE(entry.path());
            CHECK(verdict(entry.path()) == "");
        }
}

TEST_CASE("damage is told by its place, and rpm agrees") {
    const test::Dir dir;
    const std::string good = fs::read_file(test::build_rpm(dir, test::sample_spec()));
    const rpm::OpenPackage package(dir.write("p.rpm", good));
    const std::size_t payload = package.parts.payload_offset;
    const auto with = [&](std::size_t at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x20);
        return bad;
    };
    CHECK(verdict(dir, with(payload + 4000)).find("the digest of its payload is ") !=
          std::string::npos);
    CHECK_FALSE(rpm_takes(dir.path() / "p.rpm"));
    CHECK(verdict(dir, with(payload - 100)).find("the SHA-256 of its header is ") !=
          std::string::npos);
    CHECK_FALSE(rpm_takes(dir.path() / "p.rpm"));
    CHECK(verdict(dir, good.substr(0, good.size() - 1000)).find("where its header says") !=
          std::string::npos);
    CHECK_FALSE(rpm_takes(dir.path() / "p.rpm"));
    CHECK(verdict(dir, good + "x").find("where its header says") != std::string::npos);
    CHECK(verdict(dir, good.substr(0, 3000)) ==
          "damaged-package p: is not a sound RPM: it is cut off\n");
    CHECK(verdict(dir, "text") == "damaged-package p: is not a sound RPM: it is cut off\n");
    CHECK(verdict(dir, std::string(200, 'x')) == "damaged-package p: is not an RPM\n");
    CHECK(verdict(dir.path() / "none").starts_with("damaged-package p: cannot open"));
}

TEST_CASE("what rpm passes over is told: lead, sizes, tags of the signature header") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    const auto restated = [&](std::uint32_t tag, TagType type, std::uint64_t value) {
        return verdict(test::restated(dir, file, test::stating(tag, type, value)));
    };
    CHECK(restated(tag::seal::payload_size, TagType::int32, 5).find("SIGPAYLOADSIZE") !=
          std::string::npos);
    CHECK(restated(300, TagType::int32, 5) ==
          "unusual-header p: its signature header has tag 300, which rpm does not know\n");
    std::string lead = fs::read_file(file);
    lead[20] = 'x';
    CHECK(verdict(dir, lead) == "unusual-header p: its lead names another package\n");
    CHECK(rpm_takes(dir.path() / "p.rpm"));
}

TEST_CASE("a package without any digest is told") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    const std::string text = verdict(test::restated(dir, file, [](rpm::RawHeader& header) {
        for (const std::uint32_t tag : {tag::seal::sha1, tag::seal::sha256}) header.erase(tag);
    }));
    CHECK(text == "no-digest p: no digest of its header is in it\n");
}
