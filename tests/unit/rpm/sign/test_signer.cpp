#include "lib/rpm/sign/signer.hpp"

#include "lib/fs/file.hpp"
#include "support/complaint.hpp"
#include "unit/rpm/sign/keyring.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a signature is by the key and of the file, and gpg verifies it") {
    test::Keyring& keyring = test::Keyring::instance();
    const test::Dir dir;
    const auto file = dir.write("repomd.xml", "<repomd/>\n");
    const rpm::Signer signer = keyring.signer("rsa2048");
    const std::string armored = signer.sign(file, rpm::SignatureForm::armored);
    CHECK(armored.find("-----BEGIN PGP SIGNATURE-----\n") == 0);
    const auto signature = dir.write("repomd.xml.asc", armored);
    CHECK_NOTHROW(keyring.gpg({"--verify", signature.string(), file.string()}));
    CHECK(signer.has_signed(file, signature));
    CHECK_FALSE(keyring.signer("ed25519").has_signed(file, signature));
    CHECK_FALSE(signer.has_signed(dir.write("other", "<repomd />\n"), signature));
    CHECK_FALSE(signer.has_signed(file, dir.write("no.asc", "")));
}

TEST_CASE("the public key alone verifies what was signed") {
    test::Keyring& keyring = test::Keyring::instance();
    const test::Dir dir;
    const rpm::Signer signer = keyring.signer("rsa2048");
    const auto key = dir.write("KEY", signer.public_key());
    CHECK(fs::read_file(key).find("-----BEGIN PGP PUBLIC KEY BLOCK-----\n") == 0);
    const std::string listing = keyring.gpg({"--show-keys", "--with-colons", key.string()});
    CHECK(listing.find(signer.key().fingerprint) != std::string::npos);
    CHECK(listing.find("sec:") == std::string::npos);
}

TEST_CASE("a passphrase is given to gpg, or told to be missing or wrong") {
    test::Keyring& keyring = test::Keyring::instance();
    const std::string name = keyring.key("ed25519", "open sesame");
    const auto complaint = [&](std::optional<std::string> passphrase) {
        keyring.forget();
        const rpm::Signer signer(rpm::find_signing_key(name), std::move(passphrase));
        return test::complaint([&] { signer.rehearse(); });
    };
    CHECK(complaint("open sesame").empty());
    CHECK(complaint("open barley").find("has another passphrase than the one that was given") !=
          std::string::npos);
    CHECK(complaint(std::nullopt).find("needs a passphrase, and nobody can be asked for it here") !=
          std::string::npos);
}
