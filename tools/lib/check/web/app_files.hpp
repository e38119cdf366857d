#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace calpkg::check {

/// The packed files of one app, looked up by their paths below its top.
class AppFiles {
public:
    enum class Found { file, nothing, outside };

    /// `root` is canonical; both are kept by reference.
    AppFiles(const std::filesystem::path& root, const std::set<std::string>& packed)
        : root_(root),
          packed_(packed) {}

    std::filesystem::path path(const std::string& relative) const { return root_ / relative; }
    const std::set<std::string>& names() const { return packed_; }

    /// What `relative` (lexically normal) leads to, symbolic links followed.
    Found look_up(const std::string& relative);

private:
    Found look_at(const std::string& relative) const;

    const std::filesystem::path& root_;
    const std::set<std::string>& packed_;
    std::map<std::string, Found> known_;
};

} // namespace calpkg::check
