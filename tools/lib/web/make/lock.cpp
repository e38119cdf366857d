#include "lib/web/make/lock.hpp"

#include "lib/layout/mapping.hpp"
#include "lib/layout/text_form.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace calpkg::web {

namespace {

using layout::Keys;
using layout::Mapping;
using layout::required;
namespace forms = layout::forms;
namespace takes = layout::takes;
using Json = nlohmann::json; // sorted by key

constexpr std::string_view kModules = "node_modules/";

/// In quotes: names begin with "@", versions look like numbers.
std::string quoted(const std::string& text) { return Json(text).dump(); }

const Keys& package_keys() {
    static const Keys keys{{{"name", takes::text(forms::line)},
                            {"version", takes::text(forms::line), required},
                            {"place", takes::text(forms::line), required},
                            {"integrity", takes::text(forms::anything), required}}};
    return keys;
}

std::string name_in(const std::string& place) {
    return place.substr(place.rfind(kModules) + kModules.size());
}

std::string packages_of(const std::string& app, const std::string& lock) {
    std::string text;
    try {
        const Json json = Json::parse(report::shallow_json(lock, fmt::format("lock.{}.json", app)));
        for (const auto& [place, package] : json.at("packages").items()) {
            if (place.rfind(kModules) == std::string::npos) continue; // the app itself
            text += fmt::format("    - {{name: {}, version: {}, place: {}, integrity: {}}}\n",
                                quoted(name_in(place)),
                                quoted(package.at("version").get<std::string>()), quoted(place),
                                quoted(package.value("integrity", std::string())));
        }
    } catch (const Json::exception& error) {
        throw report::Error(fmt::format("lock.{}.json", app),
                            fmt::format("is not a lock of npm's: {}", report::json_fault(error)),
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

const Keys& lock_keys() {
    const layout::Form packages = takes::list(takes::mapping(package_keys()));
    static const Keys keys{{{"lock", takes::word({"1"}), required},
                            {"programs", takes::map(forms::token, takes::text(forms::anything))},
                            {"apps", takes::map(forms::anything, packages), required}}};
    return keys;
}

Locked read_lock(const std::filesystem::path& file) {
    const layout::Value document = layout::read_yaml(file);
    const Mapping top(document, "the lock", lock_keys());
    if (const std::string format = text_of(top.require("lock"), "lock", forms::line); format != "1")
        throw layout::error_at(top.require("lock").at,
                               fmt::format("has the format {}, and cal-pkg reads 1", format),
                               "take one that this cal-pkg has written");
    Locked locked = top.pairs("programs");
    for (const layout::Value::Member& app : Mapping(top.require("apps"), "'apps'").members()) {
        if (app.value.kind != layout::Value::Kind::list)
            throw layout::error_at(app.at, fmt::format("'{}' takes a list of packages", app.key),
                                   "take a lock file that cal-pkg has written");
        for (const layout::Value& item : app.value.items) {
            const Mapping package(item, fmt::format("a package of '{}'", app.key), package_keys());
            package.text_or("name", {}); // for people
            locked[fmt::format("{}: {}", app.key, package.text("place"))] =
                fmt::format("{} ({})", package.text("version"), package.text("integrity"));
        }
    }
    return locked;
}

std::vector<std::string> differences(const Locked& wanted, const Locked& actual) {
    std::vector<std::string> sentences;
    for (const auto& [what, version] : wanted) {
        const auto found = actual.find(what);
        if (found == actual.end())
            sentences.push_back(fmt::format("{} is missing", what));
        else if (found->second != version)
            sentences.push_back(fmt::format("{} is {}, not {}", what, found->second, version));
    }
    for (const auto& [what, version] : actual)
        if (!wanted.contains(what))
            sentences.push_back(fmt::format("{} has come: {}", what, version));
    return sentences;
}

} // namespace calpkg::web
