#include "lib/checkout/status.hpp"

#include "lib/checkout/committed.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <functional>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <thread>

namespace calpkg::checkout {

namespace {

namespace stdfs = std::filesystem;

constexpr std::size_t kSample = 64;
constexpr std::uintmax_t kWorthIt = 4U << 20; ///< bytes: git reads them in the time a copy takes

process::Result ask(const stdfs::path& top, const Settings& settings, const stdfs::path& index) {
    return run_git(top,
                   {"status", "--porcelain=v1", "-z", "--untracked-files=no",
                    "--ignore-submodules=dirty", "--no-renames"},
                   settings, index);
}

/// Files that are not older than the index.
struct Racy {
    std::vector<const TrackedFile*> files;
    std::uintmax_t bytes = 0;
};

/// Of `files`, every `step`th. As git does, of a time only its seconds count.
Racy racy_among(const stdfs::path& top, const std::vector<TrackedFile>& files, std::time_t written,
                std::size_t step) {
    Racy racy;
    for (std::size_t i = 0; i < files.size(); i += step) {
        const TrackedFile& file = files[i];
        struct stat status {};
        if (file.hidden || file.is_submodule() || lstat((top / file.path).c_str(), &status) != 0 ||
            status.st_mtime < written)
            continue;
        racy.files.push_back(&file);
        racy.bytes += static_cast<std::uintmax_t>(status.st_size);
    }
    return racy;
}

Racy racy_files(const stdfs::path& top, const stdfs::path& index,
                const std::vector<TrackedFile>& files) {
    struct stat status {};
    if (files.empty() || stat(index.c_str(), &status) != 0) return {};
    // A checkout that has settled is not to pay for the others.
    const std::size_t step = std::max<std::size_t>(files.size() / kSample, 1);
    if (racy_among(top, files, status.st_mtime, step).files.empty()) return {};
    return racy_among(top, files, status.st_mtime, 1);
}

/// The index with a time that files of the checkout have not reached, unless they are of the future: git reads those.
class SettledIndex {
public:
    explicit SettledIndex(const stdfs::path& index)
        : directory_(fs::system_temp_directory(), "cal-pkg-index-"),
          path_(directory_.path() / "index") {
        stdfs::copy_file(index, path_);
        stdfs::last_write_time(path_, stdfs::file_time_type::clock::now() + std::chrono::hours(1));
    }
    const stdfs::path& path() const { return path_; }

private:
    fs::TempDir directory_;
    stdfs::path path_;
};

/// Whether `file` is surely what the index has.
bool is_unchanged(const stdfs::path& top, const TrackedFile& file) {
    try {
        return holds_blob(top, file);
    } catch (const report::Error&) { // it cannot be read, which git tells in its own way
        return false;
    }
}

/// Compares `files` with the index.
class Comparison {
public:
    Comparison(const stdfs::path& top, const std::vector<const TrackedFile*>& files)
        : top_(top),
          files_(files),
          changed_(files.size()) {}

    /// Compares those that nobody else has begun with.
    void work() {
        for (std::size_t i = next_++; i < files_.size(); i = next_++) {
            process::check_interrupt();
            changed_[i] = is_unchanged(top_, *files_[i]) ? 0 : 1;
        }
    }

    /// Whether each file that has changed is among `records` of git status.
    bool is_told_by(const std::vector<std::string>& records) const {
        std::set<std::string> told;
        for (const std::string& record : records) told.insert(record.substr(3));
        for (std::size_t i = 0; i < files_.size(); ++i)
            if (changed_[i] != 0 && !told.contains(files_[i]->path)) return false;
        return true;
    }

private:
    const stdfs::path& top_;
    const std::vector<const TrackedFile*>& files_;
    std::vector<char> changed_;
    std::atomic<std::size_t> next_{0};
};

/// What git tells of a settled index; nothing when that is not all, or there can be no such index.
std::optional<process::Result> ask_settled(const stdfs::path& top, const stdfs::path& index,
                                           const Racy& racy, const Settings& settings) try {
    const SettledIndex settled(index);
    Comparison comparison(top, racy.files);
    process::Result result;
    std::vector<std::function<void()>> tasks(std::max(1U, std::thread::hardware_concurrency()),
                                             [&] { comparison.work(); });
    tasks.insert(tasks.begin(), [&] { result = ask(top, settings, settled.path()); });
    process::run_tasks(tasks, static_cast<unsigned>(tasks.size()));
    if (!result.ok() || !comparison.is_told_by(split_nul(result.out))) return std::nullopt;
    return result;
} catch (const report::Error&) { // no room for a copy; git needs none
    return std::nullopt;
} catch (const stdfs::filesystem_error&) {
    return std::nullopt;
}

} // namespace

process::Result run_status(const stdfs::path& top, const stdfs::path& index,
                           const std::vector<TrackedFile>& files, const Settings& settings) {
    const Racy racy = racy_files(top, index, files);
    if (racy.bytes >= kWorthIt)
        if (const auto result = ask_settled(top, index, racy, settings)) return *result;
    return ask(top, settings, {});
}

} // namespace calpkg::checkout
