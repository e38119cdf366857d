#pragma once

#include "lib/report/finding.hpp"
#include "lib/verify/package.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace calpkg::verify {

/// What helps where a file is not what the manifest, or a statement, says.
inline constexpr const char* kCopyAgain =
    "copy it again; after changes of your own run 'cal-pkg index DIR'";

/// A published directory as it is looked at, and what has been found there.
struct Tree {
    std::filesystem::path top;
    std::string shown;           ///< how people call it: a path or an address
    std::set<std::string> files; ///< and links to files, as paths below it; no pipes or devices
    std::map<std::string, PackageFacts> packages; ///< by path; those that can be read
    std::set<std::string> unreadable; ///< files and directories: told, and not looked at
    std::set<std::string>
        explained;      ///< files whose content something says: manifest, index, signature
    bool sealed = true; ///< there is a manifest that tells of every file; older ones do not
    report::Findings findings;

    bool has(const std::string& path) const { return files.contains(path); }
    /// Whether the file, or a directory that it is in, cannot be read.
    bool is_unreadable(const std::string& path) const;
    /// How a file in it is called in findings.
    std::string name(const std::string& path) const { return shown + "/" + path; }
    void error(const char* id, const std::string& path, const std::string& message,
               const std::string& remedy);
    /// Does something with the file `path`; that it cannot be read becomes a finding.
    void attempt(const std::string& path, const std::function<void()>& action);
};

/// What lies below `top`; nothing has been looked at yet, but what cannot be read is told. Throws report::Error when that is
/// `top` itself.
Tree open_tree(const std::filesystem::path& top, const std::string& shown);

} // namespace calpkg::verify
