#include "lib/check/web/app_files.hpp"

#include "lib/check/web/web_app.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <system_error>

namespace calpkg::check {

namespace stdfs = std::filesystem;

AppFiles::Found AppFiles::look_up(const std::string& relative) {
    const auto [at, fresh] = known_.try_emplace(relative, Found::nothing);
    if (fresh) at->second = look_at(relative);
    return at->second;
}

AppFiles::Found AppFiles::look_at(const std::string& relative) const {
    if (relative == ".." || relative.starts_with("../") || relative.starts_with('/'))
        return Found::outside;
    if (relative.find('\0') != std::string::npos) return Found::nothing;
    std::error_code failure;
    const stdfs::path real = stdfs::canonical(root_ / relative, failure);
    if (failure && !fs::means_nothing(failure.value()))
        throw report::system_error((root_ / relative).string(), "look at", failure.value());
    if (failure) return Found::nothing;
    const auto [end, ignored] = std::mismatch(root_.begin(), root_.end(), real.begin(), real.end());
    if (end != root_.end()) return Found::outside;
    if (!fs::is_regular_file(real)) return Found::nothing;
    return packed_.contains(real.lexically_relative(root_).string()) ? Found::file : Found::nothing;
}

std::set<std::string> files_below(const stdfs::path& directory) {
    std::set<std::string> found;
    std::error_code failure;
    stdfs::recursive_directory_iterator at(directory, failure);
    for (const stdfs::recursive_directory_iterator end; !failure && at != end;
         at.increment(failure))
        if (at->is_symlink(failure) || !at->is_directory(failure))
            found.insert(at->path().lexically_relative(directory).string());
    if (failure) throw report::system_error(directory.string(), "list", failure.value());
    return found;
}

} // namespace calpkg::check
