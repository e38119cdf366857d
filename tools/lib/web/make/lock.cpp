#include "lib/web/make/lock.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace calpkg::web {

namespace {

using Json = nlohmann::json; // sorted by key

constexpr std::string_view kModules = "node_modules/";

/// In quotes: names begin with "@", versions look like numbers.
std::string quoted(const std::string& text) { return Json(text).dump(); }

std::string name_in(const std::string& place) {
    return place.substr(place.rfind(kModules) + kModules.size());
}

std::string packages_of(const std::string& app, const std::string& lock) {
    std::string text;
    try {
        const Json json = Json::parse(lock);
        for (const auto& [place, package] : json.at("packages").items()) {
            if (place.rfind(kModules) == std::string::npos) continue; // the app itself
            text += fmt::format("    - {{name: {}, version: {}, place: {}, integrity: {}}}\n",
                                quoted(name_in(place)),
                                quoted(package.at("version").get<std::string>()), quoted(place),
                                quoted(package.value("integrity", std::string())));
        }
    } catch (const Json::exception& error) {
        throw report::Error(fmt::format("lock.{}.json", app),
                            fmt::format("is not a lock of npm's: {}", error.what()),
                            "look whether the runner changes what the job leaves in {out}");
    }
    return text;
}

} // namespace

std::string lock_text(const std::string& facts,
                      const std::vector<std::pair<std::string, std::string>>& locks) {
    std::string text = "# Written by 'cal-pkg web build': what the web apps were built "
                       "with.\nlock: 1\nprograms:\n";
    std::istringstream lines(facts);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t blank = line.find(' ');
        if (blank == std::string::npos) continue;
        text += fmt::format("  {}: {}\n", line.substr(0, blank), quoted(line.substr(blank + 1)));
    }
    text += "apps:\n";
    for (const auto& [app, lock] : locks) {
        const std::string packages = packages_of(app, lock);
        text += fmt::format("  {}:{}\n", app, packages.empty() ? " []" : "") + packages;
    }
    return text;
}

} // namespace calpkg::web
