#include "cal-pkg/options/given_web_apps.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/unpack.hpp"
#include "lib/tar/unpack.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace calpkg::cli {

namespace {

/// The names that apps have in `layout`: "admin", by which their directories are known in any tarball.
std::set<std::string, std::less<>> names_of(const layout::Layout& layout) {
    std::set<std::string, std::less<>> names;
    for (const layout::Rule& rule : layout.files)
        if (rule.web_app) names.insert(std::filesystem::path(rule.to).filename().string());
    return names;
}

/// Whether a member may belong to a built app: it lies in a directory of that name.
bool may_be_of_app(std::string_view member, const std::set<std::string, std::less<>>& names) {
    while (!member.empty()) {
        const std::string_view part = member.substr(0, member.find('/'));
        if (names.contains(part)) return true;
        if (part == "node_modules") return false;
        member.remove_prefix(std::min(member.size(), part.size() + 1));
    }
    return false;
}

} // namespace

const std::filesystem::path& GivenWebAppsReader::unpacked(const std::filesystem::path& file,
                                                          const layout::Layout& layout) {
    const auto known = unpacked_.find(file);
    if (known != unpacked_.end()) return known->second;
    if (!directory_)
        directory_ =
            std::make_unique<fs::TempDir>(fs::system_temp_directory(), "cal-pkg-web-apps-");
    const std::filesystem::path tree = directory_->path() / std::to_string(unpacked_.size());
    fs::make_directories(tree);
    if (rpm::is_package(file)) {
        rpm::unpack(file, "", tree, process::check_interrupt);
    } else {
        const auto names = names_of(layout);
        tar::unpack(file, tree,
                    [&](const std::string& name) { return may_be_of_app(name, names); });
    }
    return unpacked_.emplace(file, tree).first->second;
}

plan::GivenWebApps GivenWebAppsReader::read(const std::filesystem::path& given,
                                            const layout::Layout& layout, const std::string& from) {
    plan::GivenWebApps apps;
    if (from.empty()) apps.origin.path = given;
    if (std::filesystem::is_directory(given)) {
        apps.directory = given;
        apps.origin.from = "directory";
        return apps;
    }
    if (!std::filesystem::is_regular_file(given))
        throw report::Error(
            "--web-apps", given.string() + " is neither a directory nor a file",
            "give a directory, a tarball, a clients package, 'build' or 'checkout'");
    apps.directory = unpacked(given, layout);
    apps.origin.from = from;
    if (!from.empty()) return apps;
    apps.origin.from = rpm::is_package(given) ? "package" : "tarball";
    apps.origin.sha256 = hash::sha256_file(given);
    return apps;
}

} // namespace calpkg::cli
