#include "lib/fs/walk.hpp"

#include "lib/report/error.hpp"

#include <system_error>

namespace calpkg::fs {

namespace {

namespace stdfs = std::filesystem;

/// What the directory says of the entry; of most file systems nothing else is asked for that.
bool is_real_directory(const stdfs::directory_entry& entry) {
    std::error_code gone; // then it is not a directory, and has nothing to read
    return !entry.is_symlink(gone) && entry.is_directory(gone);
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
