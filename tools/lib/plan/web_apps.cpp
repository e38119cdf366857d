#include "lib/plan/web_apps.hpp"

#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calpkg::plan {

namespace {

namespace stdfs = std::filesystem;

constexpr int kDeepestApps = 4;
constexpr const char* kRemedy = "give --web-apps a directory or tarball with admin/dist or admin, "
                                "a clients package, or 'build'";

/// Where `app` lies in the directory that holds all of them side by side; nothing when it is not there.
std::optional<stdfs::path> app_in(const stdfs::path& base, const WebAppRule& app) {
    if (fs::is_directory(base / app.source)) return base / app.source;
    const stdfs::path installed = base / app.name();
    if (fs::is_directory(installed) && !fs::is_there(installed / "package.json")) return installed;
    return std::nullopt;
}

/// A directory may have the name of an app by chance: one of them has to have a page.
bool holds_apps(const stdfs::path& base, const std::vector<WebAppRule>& apps) {
    return std::ranges::any_of(apps, [&](const WebAppRule& app) {
        const auto place = app_in(base, app);
        return place && (*place == base / app.source || fs::is_there(*place / "index.html"));
    });
}

/// What lies directly in `directories`, sorted; links and hidden ones are left out.
std::vector<stdfs::path> children(const std::vector<stdfs::path>& directories) {
    std::vector<stdfs::path> found;
    for (const stdfs::path& directory : directories) {
        std::error_code failure;
        for (stdfs::directory_iterator item(directory, failure), end; !failure && item != end;
             item.increment(failure)) {
            const std::string name = item->path().filename().string();
            if (!name.starts_with('.') && name != "node_modules" &&
                fs::is_real_directory(item->path()))
                found.push_back(item->path());
        }
        // What one may not read is not where somebody put web apps.
        if (failure && !fs::means_nothing(failure.value()))
            throw report::system_error(directory.string(), "read", failure.value());
    }
    std::ranges::sort(found);
    return found;
}

[[noreturn]] void ambiguous(const GivenWebApps& given, const std::vector<stdfs::path>& bases) {
    std::vector<std::string> names;
    for (const stdfs::path& base : bases)
        names.push_back(base.lexically_relative(given.directory).string());
    throw report::Error(given.origin.path.string(),
                        fmt::format("holds web apps in several places: {}", fmt::join(names, ", ")),
                        "give --web-apps the one that is meant");
}

/// The directory that holds the apps side by side.
stdfs::path base_of(const GivenWebApps& given, const std::vector<WebAppRule>& apps) {
    const stdfs::path installed =
        given.directory / stdfs::path(apps.front().to).parent_path().relative_path();
    if (holds_apps(installed, apps)) return installed;
    std::vector<stdfs::path> level{given.directory};
    for (int depth = 0; depth <= kDeepestApps && !level.empty(); ++depth) {
        std::vector<stdfs::path> bases;
        std::ranges::copy_if(level, std::back_inserter(bases),
                             [&](const stdfs::path& base) { return holds_apps(base, apps); });
        if (bases.size() > 1) ambiguous(given, bases);
        if (bases.size() == 1) return bases.front();
        level = children(level);
    }
    std::vector<std::string> names;
    for (const WebAppRule& app : apps) names.push_back(app.name());
    throw report::Error(
        given.origin.path.string(),
        fmt::format("holds none of the web apps {}: there is neither {} nor {} with an index.html",
                    fmt::join(names, ", "), apps.front().source, names.front()),
        kRemedy);
}

/// A link in a tarball, a package or another machine's root may lead to files of this machine.
void refuse_outside(const GivenWebApps& given, const stdfs::path& place) {
    const stdfs::path top = stdfs::canonical(given.directory);
    const stdfs::path real = stdfs::canonical(place);
    if (*real.lexically_relative(top).begin() != "..") return;
    throw report::Error(
        given.origin.path.string(),
        fmt::format("{} leads out of it by a link, to {}",
                    place.lexically_relative(given.directory).string(), real.string()),
        "put the app itself there instead of a link");
}

} // namespace

bool has_web_apps(const layout::Layout& layout) {
    return std::ranges::any_of(layout.files, &layout::Rule::web_app);
}

std::vector<WebAppRule> web_apps_of(const layout::Layout& layout, const Variables& variables) {
    std::vector<WebAppRule> apps;
    for (const layout::Rule& rule : layout.files)
        if (rule.web_app)
            apps.push_back(
                {variables.expand(rule.source, rule.at), variables.expand(rule.to, rule.at)});
    return apps;
}

std::map<std::string, stdfs::path> find_web_apps(const GivenWebApps& given,
                                                 const std::vector<WebAppRule>& apps) {
    const stdfs::path base = base_of(given, apps);
    std::map<std::string, stdfs::path> places;
    for (const WebAppRule& app : apps)
        if (const auto place = app_in(base, app)) {
            refuse_outside(given, *place);
            places[app.source] = *place;
        }
    return places;
}

WebAppsElsewhere::WebAppsElsewhere(GivenWebApps given, const std::vector<WebAppRule>& apps,
                                   bool some_may_be_missing)
    : given_(std::move(given)),
      places_(find_web_apps(given_, apps)) {
    std::vector<std::string> missing;
    for (const WebAppRule& app : apps)
        if (places_.try_emplace(app.source, given_.directory / app.source).second)
            missing.push_back(
                fmt::format("{} (neither {} nor {})", app.name(), app.source, app.name()));
    if (missing.empty() || some_may_be_missing) return;
    throw report::Error(given_.origin.path.string(),
                        fmt::format("lacks the web app{} {}", missing.size() == 1 ? "" : "s",
                                    fmt::join(missing, ", ")),
                        "give --web-apps what holds all of them, side by side");
}

std::optional<stdfs::path> WebAppsElsewhere::find(const std::string& path) const {
    for (const auto& [source, place] : places_) {
        if (path == source) return place;
        if (path.starts_with(source + "/")) return place / path.substr(source.size() + 1);
    }
    return std::nullopt;
}

std::string WebAppsElsewhere::shown(const stdfs::path& found) const {
    if (given_.directory == given_.origin.path) return found.string();
    return fmt::format(
        "{}: {}", given_.origin.path.empty() ? given_.origin.from : given_.origin.path.string(),
        found.lexically_relative(given_.directory).string());
}

stdfs::path web_apps_tarball_near(const stdfs::path& checkout, const std::string& package) {
    std::vector<stdfs::path> found;
    for (const stdfs::path& directory : {checkout, checkout.parent_path()}) {
        std::error_code ignored;
        for (stdfs::directory_iterator item(directory, ignored), end; !ignored && item != end;
             item.increment(ignored)) {
            const std::string name = item->path().filename().string();
            const bool product =
                name.find("build-output") != name.npos || name.find("product") != name.npos;
            if (product && name.starts_with(package) && name.find(".tar") != name.npos)
                found.push_back(item->path());
        }
    }
    if (found.empty()) return {};
    return *std::ranges::min_element(found);
}

} // namespace calpkg::plan
