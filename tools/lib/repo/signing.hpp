#pragma once

#include "lib/repo/manifest.hpp"
#include "lib/report/finding.hpp"
#include "lib/rpm/sign/sign_package.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::repo {

/// How what is published is signed.
struct Signing {
    std::shared_ptr<const rpm::Signer> signer;
    rpm::SignedParts parts = rpm::SignedParts::header; ///< of packages
    std::string name;    ///< of the repository: RPM-GPG-KEY-<name>, <name>.repo
    std::string baseurl; ///< where clients find the directory

    /// Takes name and baseurl of what is published where they are empty; without that the name is "calamari".
    void complete(const std::optional<ManifestSignature>& published);
};

/// The files at the top of a directory that are there because it is signed: the key, and with an address the repository file.
std::vector<std::string> signature_files(const ManifestSignature& signature);

/// The text of NAME.repo, for a signing with a baseurl. `sources`: there are source packages, too; their section is not
/// enabled, as those of distributions.
std::string repository_file(const Signing& signing, bool sources);

/// A published directory that is being replaced by a signed `tree`. Signatures that are there and fit stay.
class SignedTree {
public:
    /// `published` and `tree` are directories; `scratch` is a private one. What is new gets the time `time`; 0 for a directory that
    /// was not published before, where all have the time of what they sign.
    SignedTree(const Signing& signing, std::filesystem::path published, std::filesystem::path tree,
               std::filesystem::path scratch, std::int64_t time);

    /// Signs cal-pkg's packages, and corrects what `manifest` says of them. Tells how many of them were published
    /// before, and of others' packages without a signature by the key, which stay as they are.
    void sign_packages(Manifest& manifest, report::Findings& findings) const;
    /// Signs the indexes, and drops the `findings` that they are not signed.
    void sign_indexes(report::Findings& findings) const;
    /// Puts the public key and the repository file into the tree, before the manifest, which tells of them.
    void publish_key() const;
    /// Signs a file at the top, beside it. A signature that is there and fits stays.
    void sign_file(const std::filesystem::path& name) const;

private:
    bool fits(const std::string& package) const;
    /// Whether it was published before as it is, but without this signature.
    bool sign(Artifact& artifact) const;
    /// The time of what belongs to the file `name` of the tree.
    std::int64_t time_for(const std::filesystem::path& name) const;
    void put(const std::string& name, const std::string& text) const;

    const Signing& signing_;
    std::filesystem::path published_, tree_, scratch_;
    std::int64_t time_;
};

/// Puts the signature of the file `name` that is in `published` into `tree` as well, if the file is the same and has none yet;
/// else tells that it is gone.
void keep_signature(const std::filesystem::path& published, const std::filesystem::path& tree,
                    const std::filesystem::path& name, report::Findings& findings);

/// Leaves the index of `tree` and its `manifest` without signatures.
void drop_signatures(Manifest& manifest, const std::filesystem::path& tree);

/// Tells when another key has signed the directory until now, and when its key or its repository file go, since it is called
/// otherwise.
void tell_other_key(const std::filesystem::path& directory, const Manifest& published,
                    const Signing& signing, report::Findings& findings);

/// Tells of packages in `tree` without a signature whose predecessors in `directory`, as `published` has them, are signed:
/// clients that check signatures refuse them.
void tell_unsigned(const std::filesystem::path& directory, const std::filesystem::path& tree,
                   const Manifest& published, const Manifest& manifest, report::Findings& findings);

/// Throws report::Error when `published`, the manifest of `directory`, is that of a signed directory, which is to be replaced by
/// one that is not.
void refuse_unsigned(const std::filesystem::path& directory, const Manifest& published);

} // namespace calpkg::repo
