#include "lib/plan/sources.hpp"

#include "lib/checkout/ways_out.hpp"
#include "lib/fs/paths.hpp"
#include "lib/fs/walk.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <utility>

namespace calpkg::plan {

namespace {

namespace stdfs = std::filesystem;

constexpr unsigned kPlainFile = 0100644; ///< as git writes it

} // namespace

Sources::Sources(const checkout::Git& git, hash::KnownContents* contents)
    : top_(git.top()),
      git_(&git),
      contents_(contents),
      committed_(std::in_place, git, contents) {}

Sources::Sources(stdfs::path directory) : top_(std::move(directory)) {
    if (!stdfs::exists(top_)) return;
    fs::walk(top_, [&](const stdfs::path& path) {
        const stdfs::file_type type = stdfs::symlink_status(path).type();
        if (type == stdfs::file_type::directory) return;
        if (type != stdfs::file_type::regular)
            throw report::Error(path.string(), "is not a regular file",
                                "put the file itself there");
        checkout::TrackedFile file;
        file.path = path.lexically_relative(top_).string();
        file.mode = kPlainFile;
        beside_.push_back(std::move(file));
    });
    std::ranges::sort(beside_, {}, &checkout::TrackedFile::path);
}

const std::vector<checkout::TrackedFile>& Sources::files() const {
    return git_ != nullptr ? git_->tracked_files() : beside_;
}

bool Sources::has(const std::string& path) const {
    if (stdfs::exists(top_ / path)) return true;
    return std::ranges::any_of(files(), [&](const checkout::TrackedFile& file) {
        return fs::is_at_or_below(file.path, path);
    });
}

checkout::TrackedBelow Sources::below(const std::string& path,
                                      const checkout::WantedSubmodule& wanted) const {
    if (git_ != nullptr) return checkout::tracked_below(*git_, path, wanted);
    checkout::TrackedBelow found;
    const bool all = path.empty() || path == ".";
    for (const checkout::TrackedFile& file : beside_)
        if (all || fs::is_at_or_below(file.path, path)) found.own.push_back(file);
    return found;
}

void Sources::require_committed(const checkout::TrackedFile& file) {
    if (git_ == nullptr) return;
    if (file.hidden) throw checkout::hidden_file(*git_, file);
    committed_->require(file);
}

} // namespace calpkg::plan
