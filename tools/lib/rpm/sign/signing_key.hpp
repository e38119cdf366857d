#pragma once

#include <map>
#include <string>
#include <vector>

namespace calpkg::rpm {

/// The key, or the subkey of one, that will sign.
struct SigningKey {
    std::string given;          ///< as the user has named it
    std::string fingerprint;    ///< of the key or subkey that signs
    std::string kind;           ///< of that, as gpg calls it: "rsa2048", "ed25519"
    std::string primary;        ///< fingerprint of the whole key
    bool primary_signs = false; ///< the primary key could, too
    std::string primary_kind;

    bool is_subkey() const { return fingerprint != primary; }
};

/// Which signatures the rpm of a target verifies.
struct SignatureRules {
    std::string target;            ///< for messages
    std::vector<std::string> keys; ///< kinds, as in SigningKey; empty: nobody knows
    bool subkeys = true;
};

/// The key that gpg signs with for `name`: a fingerprint, key id, address or part of a user id. Of several that can sign
/// it is the newest subkey, as for gpg; a fingerprint or key id with "!" behind it means that very key. Keys that are expired or revoked do not
/// count where there are others of that name. Throws report::Error for one that is not there, has no secret part, is expired, revoked or disabled, cannot sign, or is not the only one.
SigningKey find_signing_key(const std::string& name);

/// The key in what `gpg --with-colons --list-secret-keys` has printed (gnupg's doc/DETAILS); see find_signing_key().
SigningKey choose_signing_key(const std::string& name, const std::string& listing);

/// The kinds of the keys and subkeys in what `gpg --with-colons --list-keys` has printed, by fingerprint.
std::map<std::string, std::string> key_kinds(const std::string& listing);

/// Throws report::Error when the rpm of the target cannot check signatures of `key`.
void require_verifiable(const SigningKey& key, const SignatureRules& rules);

} // namespace calpkg::rpm
