#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::egg {

/// The files of a package directory (the one with setup.py), by their path below it. Which ones
/// count is the caller's choice: what git tracks, or all that lies there.
class PackageSources {
public:
    /// `name` is for messages: "rest-api". Only `files`, relative and normal, are seen.
    PackageSources(std::filesystem::path directory, std::string name,
                   const std::vector<std::string>& files);

    /// All files below `directory`, but nothing that a build leaves there: `.git`, `build/`,
    /// `dist/`, `*.egg-info/`, bytecode.
    static PackageSources of_directory(const std::filesystem::path& directory,
                                       const std::string& name);

    /// Adds a file, or puts `content` in the place of one.
    void write(const std::string& path, std::string content);

    /// "rest-api/setup.py": how messages name a file.
    std::string shown(const std::string& path) const;
    bool has(const std::string& path) const { return files_.count(path) > 0; }
    /// Whether there are files below `path`; "" is the package directory itself.
    bool has_directory(const std::string& path) const;
    /// The content of a file. Throws report::Error for one that is not there and for links.
    std::string read(const std::string& path) const;
    /// Every path, sorted by bytes.
    std::vector<std::string> paths() const;
    /// The paths below directory `path` ("" for all), sorted.
    std::vector<std::string> below(const std::string& path) const;

private:
    std::filesystem::path directory_;
    std::string name_;
    std::map<std::string, std::optional<std::string>> files_; ///< path → content, if written
};

/// "a" + "b" → "a/b"; an empty part is left out.
std::string join_path(const std::string& a, const std::string& b);
/// "a/b/c" → "a/b"; "c" → "".
std::string parent_path(const std::string& path);
/// "a/b/c" → "c".
std::string base_name(const std::string& path);
/// Whether `path` lies in `directory`, at any depth.
bool is_below(const std::string& path, const std::string& directory);

} // namespace calpkg::egg
