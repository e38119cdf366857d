#include "lib/verify/armor.hpp"
#include "unit/verify/signer.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::string armored(const test::Signer& signer, const std::string& kind) {
    const test::Dir dir;
    signer.make(kind, kind);
    return signer.gpg({"--armor", "--detach-sign", "--local-user", kind, "--output", "-",
                       dir.write("data", "data").string()});
}

} // namespace

TEST_CASE("gpg's armor is sound, and no bit of it can change unnoticed") {
    const test::Signer signer;
    for (const char* kind : {"ed25519", "rsa2048"}) {
        const std::string text = armored(signer, kind);
        CHECK(verify::armor_fault(text) == "");
        for (std::size_t at = 0; at < text.size(); ++at)
            for (unsigned bit = 0; bit < 8; ++bit) {
                std::string other = text;
                other[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << bit));
                CAPTURE(at);
                CAPTURE(bit);
                CHECK(verify::armor_fault(other) != "");
            }
        CHECK(verify::armor_fault(text + "\n") != "");
        CHECK(verify::armor_fault(text.substr(0, text.size() - 1)) != "");
    }
}

TEST_CASE("what other programs write is sound, too: comments, no checksum, other lines") {
    CHECK(verify::armor_fault("-----BEGIN PGP SIGNATURE-----\nComment: by hand\n\niQEz\niA==\n"
                              "-----END PGP SIGNATURE-----\n") == "");
    CHECK(verify::armor_fault("-----BEGIN PGP SIGNATURE-----\n\niQEz\niA=\n"
                              "-----END PGP SIGNATURE-----\n") == "its base64 is damaged");
    CHECK(verify::armor_fault("") != "");
    CHECK(verify::armor_fault("-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n") !=
          "");
}
