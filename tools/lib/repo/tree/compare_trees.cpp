#include "lib/repo/tree/compare_trees.hpp"

#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/digest.hpp"

#include <set>
#include <sys/stat.h>
#include <system_error>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

std::set<stdfs::path> names_below(const stdfs::path& top) {
    std::set<stdfs::path> names;
    fs::walk(top, [&](const stdfs::path& path) { names.insert(path.lexically_relative(top)); });
    return names;
}

} // namespace

std::int64_t file_time(const stdfs::path& file) {
    const std::optional<struct stat> status = fs::status_if_there(file);
    return status ? status->st_mtim.tv_sec + (status->st_mtim.tv_nsec > 0 ? 1 : 0) : 0;
}

bool is_same_entry(const stdfs::path& one, const stdfs::path& other) {
    const auto a = fs::status_if_there(one), b = fs::status_if_there(other);
    if (!a || !b || (a->st_mode & S_IFMT) != (b->st_mode & S_IFMT)) return false;
    if (S_ISDIR(a->st_mode) || (a->st_dev == b->st_dev && a->st_ino == b->st_ino)) return true;
    std::error_code failure;
    if (S_ISLNK(a->st_mode))
        return stdfs::read_symlink(one, failure) == stdfs::read_symlink(other, failure) && !failure;
    return S_ISREG(a->st_mode) && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           hash::sha256_file(one) == hash::sha256_file(other);
}

bool has_same_bytes(const stdfs::path& one, const stdfs::path& other) {
    std::error_code failure;
    return fs::is_there(one) &&
           stdfs::file_size(one, failure) == stdfs::file_size(other, failure) && !failure &&
           hash::sha256_file(one) == hash::sha256_file(other);
}

bool is_same_tree(const stdfs::path& one, const stdfs::path& other, const stdfs::path& except) {
    const std::set<stdfs::path> names = names_below(one);
    if (names != names_below(other)) return false;
    for (const stdfs::path& name : names)
        if (name != except && !is_same_entry(one / name, other / name)) return false;
    return true;
}

} // namespace calpkg::repo
