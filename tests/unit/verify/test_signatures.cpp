#include "lib/verify/signatures.hpp"
#include "unit/verify/fixture.hpp"
#include "unit/verify/signer.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace calpkg;

namespace {

/// The target of that name, as it comes with cal-pkg.
layout::Target target(const std::string& name) {
    return layout::read_target(test::source_directory() / "layouts/targets" / (name + ".yaml"));
}

std::string verdict(const verify::KeyRing& keys, const std::filesystem::path& file,
                    const std::optional<layout::Target>& of = std::nullopt) {
    const verify::ExaminedPackage examined = verify::examine_package(file, "p");
    CHECK(test::text_of(examined.findings) == "");
    return test::ids_of(verify::package_signatures(keys, file, *examined.facts, of, "p"));
}

/// As coreutils write it.
std::string base64(const test::Dir& dir, const std::string& bytes) {
    const process::Result result =
        test::run({"base64", "--wrap=0", dir.write("bytes", bytes).string()});
    REQUIRE(result.ok());
    return result.out;
}

/// What rpm says with exactly one key in a database of its own.
bool rpm_takes(const std::filesystem::path& key, const std::filesystem::path& file) {
    const test::Dir db;
    const auto rpmkeys = [&](const std::vector<std::string>& arguments) {
        std::vector<std::string> argv{"rpmkeys", "--dbpath", db.path().string(), "--define",
                                      "_pkgverify_level all"};
        argv.insert(argv.end(), arguments.begin(), arguments.end());
        return test::run(argv).ok();
    };
    REQUIRE(rpmkeys({"--import", key.string()}));
    return rpmkeys({"--checksig", file.string()});
}

} // namespace

TEST_CASE(
    "signatures of header, and of header and payload, are held against the keys, and rpm agrees") {
    const test::Signer signer;
    const test::SmallRepository site;
    signer.make("ours", "rsa2048");
    signer.make("theirs", "rsa2048");
    const auto ours = signer.key("ours"), theirs = signer.key("theirs");
    const verify::KeyRing keys({ours});
    for (const std::vector<std::uint32_t>& tags :
         std::vector<std::vector<std::uint32_t>>{{268}, {268, 1002}}) {
        const auto file = signer.signed_package(site.dir(), site.package(), "ours", tags);
        CHECK(verdict(keys, file) == "");
        CHECK(rpm_takes(ours, file));
        CHECK(verdict(verify::KeyRing({theirs}), file) == "unknown-key");
        CHECK_FALSE(rpm_takes(theirs, file));
        CHECK(verdict(verify::KeyRing({}), file) == "unchecked-signature");
    }
    CHECK(verdict(keys, site.package()) == "not-signed");
    CHECK_FALSE(rpm_takes(ours, site.package()));
    CHECK(verdict(verify::KeyRing({}), site.package()) == "");

    // The payload's signature in the place of the header's, and text.
    const auto moved = signer.signed_package(site.dir(), site.package(), "ours", {1002});
    const rpm::OpenPackage open(moved);
    const rpm::TagData made = *open.parts.signature.find(1002);
    const auto wrong = test::restated(site.dir(), site.package(), [&](rpm::RawHeader& header) {
        header.put({268, made.type, made.count, made.bytes});
    });
    CHECK(verdict(keys, wrong) == "wrong-signature");
    CHECK_FALSE(rpm_takes(ours, wrong));
    test::sign(site.package());
    CHECK(verdict(keys, site.package()) == "wrong-signature");
}

TEST_CASE("the target says which keys its rpm checks, and whether the payload has to be signed") {
    const test::Signer signer;
    const test::SmallRepository site;
    signer.make("rsa", "rsa2048");
    signer.make("eddsa");
    const verify::KeyRing keys({signer.key("rsa"), signer.key("eddsa")});
    const auto by = [&](const char* key, const std::vector<std::uint32_t>& tags) {
        const auto made = signer.signed_package(site.dir(), site.package(), key, tags);
        const auto kept = site.dir().path() / fmt::format("{}-{}.rpm", key, fmt::join(tags, "-"));
        std::filesystem::rename(made, kept); // the next one gets its name
        return kept;
    };
    const auto eddsa = by("eddsa", {267, 1005}), rsa = by("rsa", {268, 1002});
    const auto header_only = by("rsa", {268}), payload_too = by("rsa", {1002});
    for (const char* old : {"el6", "el7"}) {
        CAPTURE(old);
        CHECK(verdict(keys, eddsa, target(old)) == "signature-not-accepted");
        CHECK(verdict(keys, rsa, target(old)) == "");
        CHECK(verdict(keys, payload_too, target(old)) == "");
        CHECK(verdict(keys, header_only, target(old)) == "signature-not-accepted");
        CHECK(verdict(verify::KeyRing({}), header_only, target(old)) ==
              "signature-not-accepted unchecked-signature");
        CHECK(verdict(verify::KeyRing({}), site.package(), target(old)) == "");
    }
    for (const auto& file : {eddsa, rsa, header_only}) {
        CHECK(verdict(keys, file, target("el9")) == "");
        CHECK(verdict(keys, file) == "");
    }
}

TEST_CASE("signatures as rpm 6 makes them, of several keys, are held against the given ones") {
    const test::Signer signer;
    const test::SmallRepository site;
    signer.make("ours", "rsa2048");
    signer.make("theirs");
    const verify::KeyRing ours({signer.key("ours")}),
        both({signer.key("ours"), signer.key("theirs")});
    const auto signature_by = [&](const char* key) {
        const rpm::OpenPackage open(signer.signed_package(site.dir(), site.package(), key, {268}));
        return open.parts.signature.find(268)->bytes;
    };
    const std::string by_ours = signature_by("ours"), by_theirs = signature_by("theirs");
    const auto with = [&](const std::vector<std::string>& signatures) {
        std::vector<std::string> texts;
        for (const std::string& one : signatures) texts.push_back(base64(site.dir(), one));
        return test::restated(site.dir(), site.package(), [&](rpm::RawHeader& header) {
            header.put_strings(278, rpm::TagType::string_array, texts);
        });
    };
    const auto one = with({by_ours});
    CHECK(verdict(ours, one) == "");
    CHECK(verdict(verify::KeyRing({}), one) == "unchecked-signature");
    CHECK(verdict(ours, one, target("el7")) == "signature-not-accepted");
    CHECK(verdict(ours, one, target("el9")) == "signature-not-accepted"); // its rpm is 4.16
    layout::Target newer = target("el9");
    newer.rpm = "6.0.1";
    CHECK(verdict(ours, one, newer) == "");

    CHECK(verdict(ours, with({by_theirs, by_ours})) == "unknown-key");
    CHECK(verdict(both, with({by_theirs, by_ours})) == "");
    CHECK(verdict(ours, with({by_theirs})) == "unknown-key");
    std::string damaged = by_ours;
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    CHECK(verdict(ours, with({damaged})) == "wrong-signature");
    CHECK(verdict(ours, with({by_ours, "no signature"})) == "wrong-signature");
    const auto no_base64 = test::restated(site.dir(), site.package(), [&](rpm::RawHeader& header) {
        header.put_strings(278, rpm::TagType::string_array, {"no base64!"});
    });
    CHECK(verdict(ours, no_base64) == "wrong-signature");
}

TEST_CASE("what rpm 6 has signed by two keys is good by both, as that rpm has it") {
    const auto data = test::source_directory() / "tests/data/rpm6-signatures";
    const auto file = data / "two-keys.src.rpm";
    const auto rsa = data / "rsa.asc", ed25519 = data / "ed25519.asc";
    layout::Target newer = target("el9");
    newer.rpm = "6.1.0";
    CHECK(verdict(verify::KeyRing({rsa, ed25519}), file, newer) == "");
    CHECK(verdict(verify::KeyRing({rsa, ed25519}), file, target("el9")) == ""); // by the older tag
    CHECK(verdict(verify::KeyRing({rsa}), file) == "unknown-key");
    CHECK(verdict(verify::KeyRing({ed25519}), file) == "unknown-key");
    CHECK(verdict(verify::KeyRing({}), file) == "unchecked-signature");
    const test::Dir dir;
    const auto other = test::restated(dir, file, [](rpm::RawHeader& header) {
        std::vector<std::string> texts = header.strings(278);
        std::ranges::reverse(texts); // in whichever order they stand
        header.put_strings(278, rpm::TagType::string_array, texts);
    });
    CHECK(verdict(verify::KeyRing({rsa, ed25519}), other) == "");
}

TEST_CASE("keys that have expired or are revoked are told of packages and of manifest and index") {
    const test::Signer signer;
    const test::SmallRepository site;
    constexpr const char* long_ago = "20100101T000000!";
    signer.make("old", "ed25519", "1y", long_ago);
    signer.make("gone");
    signer.make("good");
    const auto old = signer.signed_package(site.dir(), site.package(), "old", {267}, long_ago);
    const std::string by_gone = signer.sign(site.at("manifest.json"), "gone");
    signer.revoke("gone");
    const verify::KeyRing keys({signer.key("old"), signer.key("gone"), signer.key("good")});
    CHECK(verdict(keys, old) == "expired-key");

    const auto of_file = [&](const char* path) {
        return test::ids_of(verify::file_signature(keys, site.at(path), "f"));
    };
    CHECK(of_file("manifest.json") == "not-signed");
    site.dir().write("el6/manifest.json.asc", by_gone);
    CHECK(of_file("manifest.json") == "revoked-key");
    const std::string good = signer.sign(site.at("repodata/repomd.xml"), "good");
    site.dir().write("el6/repodata/repomd.xml.asc", good);
    CHECK(of_file("repodata/repomd.xml") == "");
    site.dir().write("el6/manifest.json.asc", good);
    CHECK(of_file("manifest.json") == "wrong-signature");
    CHECK(test::ids_of(verify::file_signature(verify::KeyRing({}), site.at("manifest.json"),
                                              "f")) == "unchecked-signature");
}
