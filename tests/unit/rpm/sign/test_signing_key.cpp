#include "lib/rpm/sign/signing_key.hpp"

#include "support/complaint.hpp"
#include "unit/rpm/sign/keyring.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// Forty hex digits that end in `digit`.
std::string fingerprint(char digit) { return std::string(40, digit); }

std::string listed(const std::string& kind, char validity, const std::string& bits,
                   const std::string& algorithm, const std::string& created,
                   const std::string& uses, const std::string& secret, const std::string& curve,
                   char digit) {
    return kind + ":" + validity + ":" + bits + ":" + algorithm + ":0123456789ABCDEF:" + created +
           ":::u:::" + uses + ":::" + secret + "::" + curve +
           ":::0:\nfpr:::::::::" + fingerprint(digit) + ":\n";
}

std::string primary(const std::string& uses = "scSC", char validity = 'u',
                    const std::string& secret = "+") {
    return listed("sec", validity, "2048", "1", "100", uses, secret, "", 'A') +
           "uid:u::::100::0::Somebody <who@example.invalid>::::::::::0:\n";
}

std::string subkey(char digit, const std::string& created, char validity = 'u',
                   const std::string& uses = "s", const std::string& secret = "+") {
    return listed("ssb", validity, "255", "22", created, uses, secret, "ed25519", digit);
}

std::string refusal(const std::string& name, const std::string& listing) {
    return test::complaint([&] { rpm::choose_signing_key(name, listing); });
}

} // namespace

TEST_CASE("the key that signs is the primary one, or the newest subkey that can") {
    const rpm::SigningKey plain = rpm::choose_signing_key("who", primary());
    CHECK(plain.fingerprint == fingerprint('A'));
    CHECK(plain.kind == "rsa2048");
    CHECK_FALSE(plain.is_subkey());

    const rpm::SigningKey encrypts =
        rpm::choose_signing_key("who", primary() + subkey('B', "200", 'u', "e"));
    CHECK_FALSE(encrypts.is_subkey());

    const std::string several = primary() + subkey('B', "200") + subkey('C', "300") +
                                subkey('D', "400", 'e') + subkey('E', "500", 'u', "s", "#");
    const rpm::SigningKey newest = rpm::choose_signing_key("who", several);
    CHECK(newest.fingerprint == fingerprint('C'));
    CHECK(newest.kind == "ed25519");
    CHECK(newest.primary == fingerprint('A'));
    CHECK(newest.is_subkey());

    const rpm::SigningKey offline =
        rpm::choose_signing_key("who", primary("scSC", 'u', "#") + subkey('B', "200"));
    CHECK(offline.fingerprint == fingerprint('B'));
    CHECK_FALSE(offline.primary_signs);
}

TEST_CASE("a key that has followed an expired one is found by the name of both") {
    const std::string old = listed("sec", 'e', "2048", "1", "50", "scSC", "+", "", 'F');
    CHECK(rpm::choose_signing_key("who", old + primary()).fingerprint == fingerprint('A'));
    CHECK(refusal("who", old + old).find("key 'who': means 2 keys") == 0);
}

TEST_CASE("a name with ! means that very key") {
    const std::string listing = primary() + subkey('B', "200");
    CHECK(rpm::choose_signing_key(fingerprint('A') + "!", listing).fingerprint == fingerprint('A'));
    CHECK(rpm::choose_signing_key("0xbbbbbbbb!", listing).fingerprint == fingerprint('B'));
    CHECK(refusal("who!", listing).find("has '!' behind something") != std::string::npos);
}

TEST_CASE("what cannot sign is refused by its reason") {
    CHECK(refusal("who", "").find("key 'who': is not in gpg's keyring") == 0);
    CHECK(refusal("who", primary() + primary()).find("key 'who': means 2 keys") == 0);
    CHECK(refusal("who", primary("scSC", 'e')).find("key 'who': has expired") == 0);
    CHECK(refusal("who", primary("sc", 'r')).find("key 'who': is revoked") == 0);
    CHECK(refusal("who", primary("scSCD")).find("key 'who': is disabled") == 0);
    CHECK(refusal("who", primary("scSC", 'u', "#")).find("key 'who': has no secret part here") ==
          0);
    CHECK(refusal("who", primary("cC")).find("key 'who': cannot sign") == 0);
    CHECK(refusal("who", primary("cSC") + subkey('B', "200", 'e'))
              .find("its subkey " + fingerprint('B') + " has expired") != std::string::npos);
    CHECK(refusal(fingerprint('B') + "!", primary() + subkey('B', "200", 'r'))
              .find("is for its subkey " + fingerprint('B') + ", which is revoked") !=
          std::string::npos);
}

TEST_CASE("a target refuses kinds of keys and subkeys that its rpm does not know") {
    const rpm::SignatureRules old{"el6", {"rsa2048", "rsa4096"}, false}, unknown{"x", {}, true};
    const auto refused = [&](const std::string& listing, const rpm::SignatureRules& rules) {
        return test::complaint(
            [&] { rpm::require_verifiable(rpm::choose_signing_key("who", listing), rules); });
    };
    CHECK(refused(primary(), old).empty());
    const std::string subkeys = refused(primary() + subkey('B', "200"), old);
    CHECK(subkeys.find("key 'who': signs with its subkey " + fingerprint('B') +
                       ", and the rpm of el6 does not know signatures of subkeys") == 0);
    CHECK(subkeys.find("--sign '" + fingerprint('A') + "!'") != std::string::npos);
    CHECK(refused(primary() + subkey('B', "200"), unknown).empty());
    const std::string ed = listed("sec", 'u', "255", "22", "100", "scSC", "+", "ed25519", 'A');
    CHECK(refused(ed, old).find("key 'who': is of the kind ed25519, and the rpm of el6 verifies "
                                "only rsa2048, rsa4096; make one: gpg --quick-gen-key NAME "
                                "rsa4096 sign never") == 0);
    const std::string dsa = listed("sec", 'u', "2048", "17", "100", "scSC", "+", "", 'A');
    CHECK(refused(dsa, old).find("is of the kind dsa2048") != std::string::npos);
}

TEST_CASE("a key is found in the keyring by what gpg knows it by") {
    test::Keyring& keyring = test::Keyring::instance();
    const std::string name = keyring.key("rsa2048");
    const rpm::SigningKey key = rpm::find_signing_key(name);
    CHECK(key.kind == "rsa2048");
    CHECK(rpm::find_signing_key(key.fingerprint + "!").fingerprint == key.fingerprint);
    const auto refusal = [](const std::string& given) {
        return test::complaint([&] { rpm::find_signing_key(given); });
    };
    CHECK(refusal("nobody").find("key 'nobody': is not in gpg's keyring") == 0);
    CHECK(refusal("--version").find("key '--version': is not in gpg's keyring") == 0);
    CHECK(refusal("").find("key '': is not the name of a key") == 0);
    const std::string public_only = keyring.key("nistp256");
    const std::string lost = rpm::find_signing_key(public_only).fingerprint;
    keyring.gpg({"--delete-secret-keys", lost});
    CHECK(refusal(public_only).find("has no secret part in gpg's keyring") != std::string::npos);
}
