#include "lib/fs/plain_path.hpp"

#include "lib/report/error.hpp"

#include <string>
#include <system_error>

namespace calpkg::fs {

namespace {

bool is_plain(const std::filesystem::path& path) {
    constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@"
                                  "+=,./-"; // no ":", which is between the files of $MAGIC
    return path.string().find_first_not_of(plain) == std::string::npos;
}

} // namespace

PlainPath::PlainPath(const std::filesystem::path& directory) : path_(directory) {
    if (is_plain(directory)) return;
    const std::filesystem::path temporary = fs::system_temp_directory();
    if (!is_plain(temporary))
        throw report::Error(directory.string(),
                            "has characters in its name that rpmbuild cannot work with",
                            "choose another --out, or a plain TMPDIR");
    holder_.emplace(temporary, "cal-pkg-");
    path_ = holder_->path() / "work";
    std::error_code failure;
    std::filesystem::create_directory_symlink(directory, path_, failure);
    if (failure) throw report::system_error(path_.string(), "create", failure.value());
}

} // namespace calpkg::fs
