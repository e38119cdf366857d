#include "lib/rpm/sign/sign_package.hpp"

#include "lib/fs/file.hpp"
#include "lib/rpm/package.hpp"
#include "support/complaint.hpp"
#include "unit/rpm/fixture.hpp"
#include "unit/rpm/sign/keyring.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// What `rpmkeys -Kv` says of a package when `signer`'s key alone is known.
process::Result judged(const test::Dir& dir, const std::filesystem::path& package,
                       const rpm::Signer& signer) {
    const std::string database = (dir.path() / ("db-" + signer.key().kind)).string();
    std::filesystem::create_directories(database);
    const auto key = dir.write("KEY", signer.public_key());
    test::run({"rpmkeys", "--dbpath", database, "--import", key.string()});
    return test::run({"rpmkeys", "--dbpath", database, "-Kv", package.string()});
}

std::string queried(const std::filesystem::path& package, const std::string& format) {
    return test::run({"rpm", "-qp", "--nosignature", "--qf", format, package.string()}).out;
}

} // namespace

TEST_CASE("rpm verifies what was signed, and header and payload stay") {
    test::Keyring& keyring = test::Keyring::instance();
    using rpm::SignedParts;
    for (const std::string kind : {"rsa2048", "ed25519"})
        for (const SignedParts parts : {SignedParts::header, SignedParts::header_and_payload}) {
            const test::Dir dir;
            const auto package = test::build_rpm(dir, test::sample_spec());
            const std::string identity = rpm::read_package(package).header_sha256;
            const rpm::Signer signer = keyring.signer(kind);
            CHECK_FALSE(rpm::has_fitting_signatures(package, signer, parts, dir.path()));
            rpm::sign_package(package, signer, parts, dir.path());
            CHECK(rpm::has_fitting_signatures(package, signer, parts, dir.path()));
            CHECK(rpm::read_package(package).header_sha256 == identity);
            const process::Result result = judged(dir, package, signer);
            INFO(result.out << result.err);
            CHECK(result.ok());
            const std::string id = signer.key().fingerprint.substr(32);
            CHECK(result.out.find("Header V4") != std::string::npos);
            const bool rsa = kind == "rsa2048", all = parts == SignedParts::header_and_payload;
            CHECK((queried(package, rsa ? "%{RSAHEADER}" : "%{DSAHEADER}") != "(none)"));
            CHECK((queried(package, rsa ? "%{SIGPGP}" : "%{SIGGPG}") != "(none)") == all);
        }
}

TEST_CASE("signatures by another key, of other parts or of another package do not fit") {
    test::Keyring& keyring = test::Keyring::instance();
    const test::Dir dir;
    const auto package = test::build_rpm(dir, test::sample_spec());
    const rpm::Signer signer = keyring.signer("rsa2048"), other = keyring.signer("ed25519");
    using rpm::SignedParts;
    rpm::sign_package(package, signer, SignedParts::header, dir.path());
    const auto fits = [&](const rpm::Signer& by, SignedParts parts) {
        return rpm::has_fitting_signatures(package, by, parts, dir.path());
    };
    CHECK_FALSE(fits(other, SignedParts::header));
    CHECK_FALSE(fits(signer, SignedParts::header_and_payload));
    rpm::sign_package(package, other, SignedParts::header_and_payload, dir.path());
    CHECK(fits(other, SignedParts::header_and_payload));
    CHECK_FALSE(fits(other, SignedParts::header));
    CHECK_FALSE(fits(signer, SignedParts::header));

    std::string bytes = fs::read_file(package);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    fs::write_file(package, bytes);
    CHECK_FALSE(fits(other, SignedParts::header_and_payload));
}

TEST_CASE("a good signature of what rpm looks at is enough, whatever else is there") {
    test::Keyring& keyring = test::Keyring::instance();
    const test::Dir dir;
    const auto package = test::build_rpm(dir, test::sample_spec());
    const rpm::Signer signer = keyring.signer("rsa2048"), other = keyring.signer("ed25519");
    using rpm::SignedParts;
    const auto is_good = [&](const rpm::Signer& by, SignedParts parts) {
        return rpm::has_good_signature(package, by, parts, dir.path());
    };
    CHECK_FALSE(is_good(signer, SignedParts::header));
    rpm::sign_package(package, signer, SignedParts::header, dir.path());
    CHECK(is_good(signer, SignedParts::header));
    CHECK_FALSE(is_good(signer, SignedParts::header_and_payload));
    CHECK_FALSE(is_good(other, SignedParts::header));
    rpm::sign_package(package, signer, SignedParts::header_and_payload, dir.path());
    CHECK(is_good(signer, SignedParts::header)); // for which it has one more than is needed
    CHECK(is_good(signer, SignedParts::header_and_payload));

    // A subkey of the same key has signed: rpm knows it where the header is enough.
    const std::string whole = keyring.key("rsa3072");
    const rpm::Signer primary = keyring.signer("rsa3072");
    keyring.gpg({"--quick-add-key", primary.key().primary, "ed25519", "sign", "never"});
    const rpm::Signer subkey(rpm::find_signing_key(whole), std::nullopt);
    REQUIRE(subkey.key().is_subkey());
    rpm::sign_package(package, subkey, SignedParts::header_and_payload, dir.path());
    CHECK(is_good(primary, SignedParts::header));
    CHECK_FALSE(is_good(primary, SignedParts::header_and_payload));
}

TEST_CASE("signing replaces the file and leaves its other names alone") {
    const test::Dir dir;
    const auto package = test::build_rpm(dir, test::sample_spec());
    const auto other = dir.path() / "published.rpm";
    std::filesystem::create_hard_link(package, other);
    const std::string before = fs::read_file(other);
    const rpm::Signer signer = test::Keyring::instance().signer("rsa2048");
    rpm::sign_package(package, signer, rpm::SignedParts::header, dir.path());
    CHECK(fs::read_file(other) == before);
    CHECK(fs::read_file(package) != before);
}

TEST_CASE("a key that cannot sign leaves the package as it was") {
    test::Keyring& keyring = test::Keyring::instance();
    const test::Dir dir;
    const auto package = test::build_rpm(dir, test::sample_spec());
    const std::string before = fs::read_file(package);
    const rpm::Signer locked(rpm::find_signing_key(keyring.key("ed25519", "open sesame")), "wrong");
    keyring.forget();
    CHECK_FALSE(test::complaint([&] {
                    rpm::sign_package(package, locked, rpm::SignedParts::header, dir.path());
                }).empty());
    CHECK(fs::read_file(package) == before);
    for (const auto& entry : std::filesystem::directory_iterator(package.parent_path()))
        CHECK(entry.path() == package);
}
