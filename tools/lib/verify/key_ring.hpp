#pragma once

#include "lib/fs/temp_dir.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::verify {

/// What became of the check of one signature.
struct Verdict {
    enum class Kind {
        good,
        wrong,       ///< of other data, or damaged
        unknown_key, ///< by a key that is not among the given ones
        expired_key,
        expired, ///< the signature itself
        revoked_key,
        unreadable, ///< no signature, or of a kind that gpg does not know
    };
    Kind kind = Kind::unreadable;
    std::string key;         ///< fingerprint, or what the signature tells of it; may be empty
    std::string kind_of_key; ///< of a given key, as gpg calls it: "rsa2048", "ed25519"
    bool subkey = false;     ///< of a good one: not made by the primary key
};

/// Exactly the given public keys, in a private directory: neither the user's keys nor the machine's count.
class KeyRing {
public:
    /// Each file holds a key or several, armored or not. Throws report::Error for one that holds none, and without gpg
    /// and gpgv.
    explicit KeyRing(const std::vector<std::filesystem::path>& files);

    bool empty() const { return empty_; }
    /// Holds the detached signature in a file against the data in another one.
    Verdict check(const std::filesystem::path& signature, const std::filesystem::path& data) const;
    /// The same of a signature in memory over bytes of a file from `begin` to `end`. Thread-safe.
    Verdict check(std::string_view signature, int fd, std::uint64_t begin, std::uint64_t end) const;

private:
    /// The command line that runs gpg on these keys.
    std::vector<std::string> gpg(const std::vector<std::string>& arguments) const;
    void add(const std::filesystem::path& file);

    fs::TempDir home_;
    std::map<std::string, std::string> kinds_; ///< of keys and subkeys, by fingerprint
    bool empty_ = true;
};

} // namespace calpkg::verify
