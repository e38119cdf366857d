#include "lib/compare/installed/installed.hpp"

#include "lib/compare/file_contents.hpp"
#include "lib/compare/installed/root_files.hpp"
#include "lib/compare/spool.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <algorithm>
#include <array>

namespace calpkg::compare {

namespace {

namespace tag = rpm::tag;

/// What is compared: rows and contents of both sides.
void compare(const FileSide& before, const FileSide& after, Headers& headers, Rows& rows) {
    const std::vector<ContentPair> pairs = compare_files(headers, before.files, after.files, rows);
    const fs::TempDir work(fs::system_temp_directory(), "cal-pkg-diff-");
    std::filesystem::create_directory(work.path() / "members");
    compare_file_contents(before, after, pairs, work.path() / "members", rows);
    std::ranges::stable_sort(rows, {}, &Row::section);
}

std::uint64_t size_of(const rpm::FileTable& files) {
    std::uint64_t sum = 0;
    for (std::size_t row = 0; row < files.size(); ++row)
        if (files.is_regular(row) && !files.is_ghost(row)) sum += files.file_size(row);
    return sum;
}

/// A package's files as a root has them. A ghost need not be there.
rpm::FileTable as_installed(const rpm::FileTable& planned, const doctor::Site& site) {
    rpm::FileTable files = planned;
    const Owners owners(site);
    for (std::size_t row = files.size(); row-- > 0;) { // from the end: taking out is cheap there
        const auto status = site.entry_status(files.path(row));
        if (status) {
            put_status(files, row, *status, site, owners);
            // Which digest it has is asked only where the size is the same.
            files.set_text(row, tag::file_digest, "");
        } else if (!files.is_ghost(row)) {
            files.remove(row);
        }
    }
    return files;
}

rpm::FileTable files_of_root(const doctor::Site& site, const rpm::RawHeader& header) {
    rpm::FileTable files(header, site.root().string());
    const Owners owners(site);
    for (std::size_t row = 0; row < files.size(); ++row)
        if (const auto status = site.entry_status(files.path(row)))
            put_status(files, row, *status, site, owners);
    return files;
}

} // namespace

bool is_root(const std::filesystem::path& directory) {
    if (fs::is_there(directory / "repodata")) return false;
    return std::ranges::any_of(std::array{"etc", "opt", "usr", "var"}, [&](const char* name) {
        return std::filesystem::is_directory(directory / name);
    });
}

PackageComparison compare_with_root(const std::filesystem::path& package,
                                    const std::filesystem::path& root, RootSide side) {
    const rpm::OpenPackage open(package);
    if (rpm::read_package(open).source)
        throw report::Error(open.subject, "is a source package, which nothing installs",
                            "name a binary package");
    const doctor::Site site(root);
    const rpm::FileTable& planned = open.files;
    const rpm::FileTable there = as_installed(planned, site);
    const fs::TempDir work(fs::system_temp_directory(), "cal-pkg-diff-");
    Spool packaged(open, work.path() / "package");
    RootSource installed(site, there);
    const rpm::RawHeader& header = open.parts.header;
    PackageComparison result;
    result.name = header.text(tag::name);
    result.arch = header.text(tag::arch);
    result.upgrade.reset();
    result.before = result.after = rpm::evr(header);
    result.old_sizes = {0, size_of(planned), planned.size()};
    result.new_sizes = {0, size_of(there), there.size()};
    Headers headers{header, header};
    if (side == RootSide::after) {
        result.after = "installed";
        compare({planned, packaged}, {there, installed}, headers, result.rows);
    } else {
        result.before = "installed";
        std::swap(result.old_sizes, result.new_sizes);
        compare({there, installed}, {planned, packaged}, headers, result.rows);
    }
    return result;
}

PackageComparison compare_roots(const std::filesystem::path& before,
                                const std::filesystem::path& after) {
    const doctor::Site old_site(before), new_site(after);
    const rpm::RawHeader old_header = header_of_root(old_site),
                         new_header = header_of_root(new_site);
    const rpm::FileTable olds = files_of_root(old_site, old_header);
    const rpm::FileTable news = files_of_root(new_site, new_header);
    RootSource old_source(old_site, olds), new_source(new_site, news);
    PackageComparison result;
    result.name = "root";
    result.before = before.string();
    result.after = after.string();
    result.upgrade.reset();
    result.old_sizes = {0, size_of(olds), olds.size()};
    result.new_sizes = {0, size_of(news), news.size()};
    Headers headers{old_header, new_header};
    compare({olds, old_source}, {news, new_source}, headers, result.rows);
    return result;
}

} // namespace calpkg::compare
