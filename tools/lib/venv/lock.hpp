#pragma once

#include "lib/layout/keys.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::venv {

/// One distribution that went into a virtualenv from an archive.
struct Locked {
    std::string name; ///< as its metadata writes it
    std::string version;
    std::string file;   ///< name of the archive
    std::string sha256; ///< of the archive
};

/// One that came without an archive of its own.
struct Installed {
    std::string name;
    std::string version;
    std::string
        content; ///< SHA-256 of its RECORD, which lists the digests of its files; may be empty
};

/// What went into a virtualenv. tools/docs/virtualenv.md, "Lock" documents the file.
struct Lock {
    std::string subject;               ///< the file, for messages
    std::string python;                ///< "2.7"
    std::string python_at;             ///< the file and the line that says so, for messages
    std::vector<Locked> distributions; ///< sorted by canonical name
    std::vector<Installed> tools;      ///< what virtualenv brought: pip, setuptools, …
    std::vector<Installed> packages;   ///< the checkout's own; never compared

    /// The distribution of that name, however it is written; null when there is none.
    const Locked* find(const std::string& name) const;
};

const layout::Keys& lock_keys();

/// Reads a lock file strictly: unknown keys, wrong types, a malformed digest, and what contradicts
/// itself (a name twice, also in two lists; a file of another distribution, version or Python) are
/// report::Errors as `file:line: …`.
Lock read_lock(const std::filesystem::path& file);

/// The text of a lock file: the same lock, the same bytes.
std::string to_text(const Lock& lock);

/// What of `actual` is not as `wanted` says, a sentence a difference: versions, files, digests, missing and
/// extra ones. Tools count when `wanted` lists any.
std::vector<std::string> differences(const Lock& wanted, const Lock& actual);

} // namespace calpkg::venv
