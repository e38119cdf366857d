#include "lib/report/error.hpp"
#include "lib/verify/key_ring.hpp"
#include "unit/verify/signer.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using Kind = verify::Verdict::Kind;

namespace {

constexpr const char* kLongAgo = "20100101T000000!";

} // namespace

TEST_CASE("signatures of keys of every kind, by exactly the given keys") {
    const test::Signer signer;
    const test::Dir dir;
    const auto data = dir.write("data", "some data");
    const auto other = dir.write("other", "other data");
    signer.make("stranger");
    const verify::KeyRing strangers({signer.key("stranger")});
    for (const char* kind : {"rsa2048", "ed25519", "dsa2048", "nistp256"}) {
        CAPTURE(kind);
        signer.make(kind, kind);
        const auto signature = dir.write("signature", signer.sign(data, kind));
        const verify::KeyRing keys({signer.key("stranger"), signer.key(kind)});
        const verify::Verdict good = keys.check(signature, data);
        CHECK(good.kind == Kind::good);
        CHECK(good.kind_of_key == kind);
        CHECK_FALSE(good.subkey);
        CHECK(keys.check(signature, other).kind == Kind::wrong);
        CHECK(strangers.check(signature, data).kind == Kind::unknown_key);
        CHECK(keys.check(data, data).kind == Kind::unreadable);
    }
}

TEST_CASE("keys that have expired or are revoked, signatures that have expired, and subkeys") {
    const test::Signer signer;
    const test::Dir dir;
    const auto data = dir.write("data", "some data");
    signer.make("expired", "ed25519", "1y", kLongAgo);
    signer.make("revoked");
    signer.make("brief", "ed25519", "never", kLongAgo);
    signer.make("main", "rsa2048");
    const auto expired = dir.write("expired", signer.sign(data, "expired", kLongAgo));
    const auto revoked = dir.write("revoked", signer.sign(data, "revoked"));
    const auto brief = dir.write(
        "brief",
        signer.gpg({"--faked-system-time", kLongAgo, "--default-sig-expire", "1y", "--detach-sign",
                    "--local-user", "brief", "--output", "-", data.string()}));
    signer.revoke("revoked");
    const std::string listed = signer.gpg({"--with-colons", "--fingerprint", "main"});
    const std::size_t fingerprint = listed.find("fpr:::::::::") + 12;
    signer.gpg({"--quick-add-key", listed.substr(fingerprint, 40), "rsa2048", "sign", "never"});
    const auto subkey = dir.write("subkey", signer.sign(data, "main"));
    const verify::KeyRing keys(
        {signer.key("expired"), signer.key("revoked"), signer.key("brief"), signer.key("main")});
    CHECK(keys.check(expired, data).kind == Kind::expired_key);
    CHECK(keys.check(revoked, data).kind == Kind::revoked_key);
    CHECK(keys.check(brief, data).kind == Kind::expired);
    CHECK(keys.check(subkey, data).kind == Kind::good);
    CHECK(keys.check(subkey, data).subkey);
}

TEST_CASE("files that hold no key are errors that name them; no key is no key ring") {
    const test::Dir dir;
    CHECK(verify::KeyRing({}).empty());
    const auto text = dir.write("text", "no key");
    CHECK_THROWS_WITH_AS(verify::KeyRing({text}), doctest::Contains("text: holds no public key"),
                         report::Error);
    CHECK_THROWS_AS(verify::KeyRing({dir.path() / "none"}), report::Error);
}
