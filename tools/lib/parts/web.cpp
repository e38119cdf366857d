#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/parts/banner.hpp"
#include "lib/parts/parts_of.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

namespace calpkg::parts {

namespace {

using provenance::Part;
using Json = nlohmann::json;
namespace stdfs = std::filesystem;

/// By name and version.
using Found = std::map<std::pair<std::string, std::string>, Part>;

Part& part_in(Found& found, const std::string& name, const std::string& version) {
    Part& part = found[{name, version}];
    part.kind = Part::Kind::web;
    part.name = name;
    part.version = version;
    return part;
}

bool is_text(const stdfs::path& path) {
    return path.extension() == ".js" || path.extension() == ".css";
}

void read_banners(const plan::Plan& plan, Found& found) {
    for (const stage::StagedEntry& entry : plan.entries) {
        const auto* file = std::get_if<stage::FileSource>(&entry.source);
        const bool in_app = std::ranges::any_of(plan.web_apps, [&](const plan::WebApp& app) {
            return entry.path.starts_with(app.installed + "/");
        });
        if (!in_app || file == nullptr || !is_text(entry.path) || entry.ghost) continue;
        for (const Banner& banner : banners_in(fs::read_file(file->path)))
            part_in(found, banner.name, banner.version).places.push_back(entry.path);
    }
}

/// A JSON object in a file of the checkout; an empty one where there is none. What bower reads is nothing that a package depends
/// on, so that a broken one stops no build.
Json object_in(const stdfs::path& file) {
    if (!fs::is_there(file)) return Json::object();
    Json json = Json::parse(fs::read_file(file), nullptr, false);
    if (!json.is_object()) return Json::object();
    return json; // moved: a copy would take a frame of the stack for each list in a list
}

std::string text_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

/// As bower has installed it: what bower wrote itself comes first.
Json component_in(const stdfs::path& directory) {
    for (const char* name : {".bower.json", "bower.json"})
        if (Json json = object_in(directory / name); !text_of(json, "version").empty()) return json;
    return Json::object();
}

void read_bower(const stdfs::path& app, Found& found) {
    const Json bower = object_in(app / "bower.json");
    const auto dependencies = bower.find("dependencies");
    if (dependencies == bower.end() || !dependencies->is_object()) return;
    for (const auto& [name, range] : dependencies->items()) {
        if (name.find('/') != std::string::npos || name.starts_with("..")) continue;
        const Json component = component_in(app / "app" / "bower_components" / name);
        Part& part = part_in(found, name, text_of(component, "version"));
        part.license = text_of(component, "license");
        part.wanted_by.push_back(fmt::format("{}/bower.json: {}", app.filename().string(),
                                             range.is_string() ? range.get<std::string>() : "?"));
    }
}

} // namespace

std::vector<Part> web_parts(const plan::Plan& plan) {
    Found found;
    read_banners(plan, found);
    for (const plan::WebApp& app : plan.web_apps)
        read_bower(plan.checkout / stdfs::path(app.installed).filename(), found);
    std::vector<Part> parts;
    for (auto& [key, part] : found) {
        std::ranges::sort(part.places);
        part.places.erase(std::unique(part.places.begin(), part.places.end()), part.places.end());
        std::ranges::sort(part.wanted_by);
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace calpkg::parts
