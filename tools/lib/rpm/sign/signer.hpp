#pragma once

#include "lib/rpm/sign/signing_key.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::rpm {

/// The form of a detached signature.
enum class SignatureForm { binary, armored };

/// A key that signs files, through gpg. For several threads at once.
class Signer {
public:
    /// Without a passphrase gpg-agent has to know what the key needs, or asks on the terminal, if there is one.
    Signer(SigningKey key, std::optional<std::string> passphrase);

    const SigningKey& key() const { return key_; }
    /// Throws report::Error when the key cannot sign now: what it needs is not known, or is wrong.
    void rehearse() const;
    /// The detached signature of `file`, with SHA-256. Throws report::Error.
    std::string sign(const std::filesystem::path& file, SignatureForm form) const;
    /// Whether the file `signature` is one of `file` by this very key.
    bool has_signed(const std::filesystem::path& file,
                    const std::filesystem::path& signature) const;
    /// Whether it is one by this key, another subkey of the whole key, or its primary key.
    bool belongs_to(const std::filesystem::path& file,
                    const std::filesystem::path& signature) const;
    /// The public key, armored: as little of it as is needed.
    std::string public_key() const;

private:
    /// The words of gpg's line VALIDSIG, if it knows exactly one signature and that is good.
    std::vector<std::string> valid(const std::filesystem::path& file,
                                   const std::filesystem::path& signature) const;

    SigningKey key_;
    std::optional<std::string> passphrase_;
};

} // namespace calpkg::rpm
