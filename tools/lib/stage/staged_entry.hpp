#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <variant>

namespace calpkg::stage {

/// How the source of an SELinux module becomes what semodule loads.
struct Policy {
    std::string module;  ///< its name, which has to be the file's without ".pp"
    std::string version; ///< of the format, which the target's libsepol reads: "17"
};

/// Changes made to a text file while it is staged, in this order.
struct Edits {
    std::string shebang; ///< new interpreter of a `#!…python…` first line
    std::map<std::string, std::string> replace; ///< token → text, everywhere
    std::string prepend;                        ///< put before everything
    std::optional<Policy> policy;               ///< the text is compiled
    bool empty() const { return shebang.empty() && replace.empty() && prepend.empty() && !policy; }
};

/// Content read from disk when staging.
struct FileSource {
    /// A std::filesystem::path has an object for each part: of 100,000 files 100 MB.
    std::string path;
    std::shared_ptr<const Edits> edits; ///< null: none, as of most files
    std::int64_t changed = 0;           ///< changed_at() when it was planned; 0: not to be checked
};

/// When a file's content or attributes last changed, in nanoseconds: what tells an edit between plan
/// and staging that keeps the size.
inline std::int64_t changed_at(const struct stat& status) {
    return static_cast<std::int64_t>(status.st_ctim.tv_sec) * 1'000'000'000 +
           status.st_ctim.tv_nsec;
}
/// Content that stands in the plan.
struct TextSource {
    std::string text;
};
/// Content of a member of the virtualenv tarball (the caller names the tarball).
struct MemberSource {
    std::string member; ///< its name there, as stored
};

/// The time of its source in the header of a bytecode file, put there while that is staged.
struct EmbeddedTime {
    std::size_t at = 0; ///< offset of the four bytes, lowest first
    std::uint32_t seconds = 0;
};

/// One thing to stage: in a package's tree or in a source tarball.
struct StagedEntry {
    enum class Kind { file, directory, symlink, hardlink };
    Kind kind = Kind::file;
    std::string
        path; ///< normal: no "//", ".", "..", no trailing "/"; absolute in packages, relative in tarballs
    unsigned mode = 0644; ///< permission bits; unused for links
    std::string user = "root";
    std::string group = "root";
    std::int64_t mtime = 0;
    std::uint64_t size = 0; ///< of the source, before edits; 0 for other kinds
    std::string link;       ///< symlink: target; hardlink: path of the file it shares
    bool config = false;    ///< %config(noreplace)
    bool doc = false;
    bool no_elf = false; ///< of a file: does not begin as an ELF file, as far as is known
    bool ghost = false;  ///< recorded and removed with the package, but not in its payload
    std::variant<TextSource, FileSource, MemberSource> source;
    std::string digest; ///< of a planned file: SHA-256 of what decides its content as staged
    std::optional<EmbeddedTime> embedded_time; ///< of bytecode that lies in a file or a tarball
    std::string origin; ///< for people: checkout path, "layout", "virtualenv"
};

} // namespace calpkg::stage
