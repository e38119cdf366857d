#include "lib/fs/walk.hpp"

#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <system_error>

namespace calpkg::fs {

namespace {

namespace stdfs = std::filesystem;

/// As the directory itself says; only where its file system does not tell is the entry looked at, which may be gone.
bool is_real_directory(const stdfs::directory_entry& entry) {
    std::error_code failure;
    const bool link = entry.is_symlink(failure);
    const bool directory = !failure && !link && entry.is_directory(failure);
    if (failure && !means_nothing(failure.value()))
        throw report::system_error(entry.path().string(), "read", failure.value());
    return directory;
}

} // namespace

void walk(const stdfs::path& top, const std::function<void(const stdfs::path&)>& visit) {
    std::error_code failure;
    stdfs::directory_iterator at(top, failure);
    for (; !failure && at != stdfs::directory_iterator(); at.increment(failure)) {
        visit(at->path());
        if (is_real_directory(*at)) walk(at->path(), visit);
    }
    if (failure) throw report::system_error(top.string(), "read", failure.value());
}

} // namespace calpkg::fs
