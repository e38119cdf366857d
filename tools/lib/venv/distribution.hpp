#pragma once

#include <optional>
#include <string>

namespace calpkg::venv {

/// A Python distribution's name as indexes compare it: lower case, one "-" for each run of "-", "_"
/// and "." (PEP 503).
std::string canonical_name(const std::string& name);

/// Whether PEP 440 takes two versions for the same: case, `_` and `-`, and zeros at the end of a
/// release do not count.
bool same_version(const std::string& left, const std::string& right);

/// Whether a file name's version and a distribution's cannot be one, whatever the spelling: their
/// releases (the numbers before anything else) differ. Never so for what may be a commit's digits.
bool versions_contradict(const std::string& in_file_name, const std::string& version);

/// Whether a wheel's name says that the Python "2.7" can have it (PEP 425; the platform is not looked at).
/// Other files are for any.
bool is_for_python(const std::string& file_name, const std::string& python);

/// What the file name of an archive tells.
struct ArchiveName {
    std::string name; ///< canonical
    std::string version;
    bool wheel = false;
};

/// Reads the name of a wheel (PEP 427) or a source archive, NAME-VERSION with .tar.gz, .tar.bz2,
/// .tar.xz, .tgz or .zip. Nothing when it is neither.
std::optional<ArchiveName> parse_archive_name(const std::string& file_name);

} // namespace calpkg::venv
