#include "lib/venv/wheelhouse.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/venv/distribution.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calpkg::venv {

Wheelhouse::Wheelhouse(std::filesystem::path directory) : directory_(std::move(directory)) {
    const std::string subject = directory_.string();
    std::error_code failure;
    if (!std::filesystem::is_directory(directory_, failure))
        throw report::Error(subject, "is not a directory of archives",
                            "name one, or fill it with 'cal-pkg venv wheelhouse'");
    for (std::filesystem::directory_iterator it(directory_, failure), end; !failure && it != end;
         it.increment(failure)) {
        const auto name = parse_archive_name(it->path().filename().string());
        std::error_code no_file; // a link in a circle, for one
        if (!name || !it->is_regular_file(no_file)) continue;
        process::check_interrupt();
        archives_.push_back({it->path(), name->name, name->version, hash::sha256_file(it->path())});
    }
    if (failure) throw report::system_error(directory_.string(), "read", failure.value());
    std::sort(archives_.begin(), archives_.end(), [](const Archive& left, const Archive& right) {
        return left.path.filename() < right.path.filename();
    });
}

void Wheelhouse::check(const std::vector<Requirement>& requirements,
                       const std::vector<std::string>& files) const {
    std::vector<std::string> missing;
    for (const Requirement& requirement : requirements) {
        const bool there =
            std::any_of(archives_.begin(), archives_.end(), [&](const Archive& archive) {
                return archive.name == canonical_name(requirement.name) &&
                       (requirement.pinned().empty() ||
                        same_version(archive.version, requirement.pinned()));
            });
        if (!there && requirement.marker.empty())
            missing.push_back(requirement.name + requirement.relation);
    }
    for (const std::string& file : files)
        if (!std::filesystem::is_regular_file(directory_ / file)) missing.push_back(file);
    if (missing.empty()) return;
    throw report::Error(directory_.string(), fmt::format("lacks {}", fmt::join(missing, ", ")),
                        "put them there; 'cal-pkg venv wheelhouse' fetches them");
}

void Wheelhouse::restrict_to(const Lock& lock) {
    std::vector<Archive> kept;
    std::vector<std::string> wrong;
    for (const Locked& locked : lock.distributions) {
        const auto found = std::find_if(
            archives_.begin(), archives_.end(),
            [&](const Archive& archive) { return archive.path.filename() == locked.file; });
        if (found == archives_.end())
            wrong.push_back(locked.file + " is missing");
        else if (found->sha256 != locked.sha256)
            wrong.push_back(fmt::format("{} has the SHA-256 {}, not {}", locked.file, found->sha256,
                                        locked.sha256));
        else
            kept.push_back(*found);
    }
    if (!wrong.empty())
        throw report::Error(
            lock.subject,
            fmt::format("{} is not what it locks: {}", directory_.string(), fmt::join(wrong, "; ")),
            "give the archives that were locked, or build without --lock");
    archives_ = std::move(kept);
}

void Wheelhouse::copy_to(const std::filesystem::path& destination) const {
    fs::make_directories(destination);
    for (const Archive& archive : archives_) {
        process::check_interrupt();
        const std::filesystem::path copy = destination / archive.path.filename();
        std::error_code failure;
        std::filesystem::copy_file(archive.path, copy, failure);
        if (failure) throw report::system_error(archive.path.string(), "copy", failure.value());
        // What was compared with a lock, and names the cache entry, is what gets installed.
        if (hash::sha256_file(copy) != archive.sha256)
            throw report::Error(archive.path.string(), "has changed while it was read",
                                "try again when it is complete");
    }
}

} // namespace calpkg::venv
