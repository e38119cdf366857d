#include "lib/capsule/web_apps.hpp"

#include "lib/capsule/contents.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace calpkg::capsule {

namespace {

namespace stdfs = std::filesystem;

constexpr std::uintmax_t kLargest = 1U << 30; // of a file

void add(tar::TarOutput& output, const stdfs::path& top, const stdfs::path& path) {
    const struct stat status = fs::status_of(path);
    tar::Header header{.path = path.lexically_relative(top).string(),
                       .mode = (status.st_mode & S_IXUSR) != 0 ? 0755U : 0644U,
                       .mtime = kMemberTime,
                       .link = {}};
    std::string content;
    if (S_ISLNK(status.st_mode)) {
        header.kind = tar::MemberKind::symlink;
        header.link = stdfs::read_symlink(path).string();
    } else if (S_ISREG(status.st_mode)) {
        content = fs::read_file(path, kLargest);
    } else if (S_ISDIR(status.st_mode)) {
        header.kind = tar::MemberKind::directory;
        header.mode = 0755;
    } else {
        throw report::Error(path.string(), "is not a file, directory or link", "remove it");
    }
    output.begin(header, content.size());
    output.write(content.data(), content.size());
}

} // namespace

bool write_ignored_web_apps(const layout::Layout& layout, const reproduce::Checkout& checkout,
                            const stdfs::path& file) {
    std::vector<stdfs::path> paths;
    for (const layout::Rule& rule : layout.files) {
        if (!rule.web_app || fs::is_there(checkout.path() / rule.source)) continue;
        const stdfs::path app = checkout.at_hand() / rule.source;
        if (checkout.at_hand().empty() || !fs::is_real_directory(app))
            throw report::Error(checkout.at_hand().empty() ? layout.package : app.string(),
                                checkout.at_hand().empty()
                                    ? "was built with web apps that lay in its checkout"
                                    : "is not there, and packages were built with it",
                                "give the web apps with --web-apps FILE");
        paths.push_back(app);
        fs::walk(app, [&](const stdfs::path& path) { paths.push_back(path); });
    }
    if (paths.empty()) return false;
    std::ranges::sort(paths);
    fs::write_file(file, {}, 0644, fs::Flush::no);
    tar::TarOutput output(file, file, tar::Compression::none);
    for (const stdfs::path& path : paths) add(output, checkout.at_hand(), path);
    output.finish();
    return true;
}

} // namespace calpkg::capsule
