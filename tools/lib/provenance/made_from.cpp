#include "lib/provenance/made_from.hpp"

#include "lib/provenance/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace calpkg::provenance {

using Json = nlohmann::ordered_json;

const Resource* MadeFrom::find(const std::string& name) const {
    const auto found = std::ranges::find(resources, name, &Resource::name);
    return found == resources.end() ? nullptr : &*found;
}

std::string text_of(const Json& json, const char* key) { return json.at(key).get<std::string>(); }

Json to_json(const Resource& resource) {
    Json json = {{"name", resource.name}};
    if (!resource.uri.empty()) json["uri"] = resource.uri;
    json["digest"] = resource.digest;
    return json;
}

Json to_json(const Part& part) {
    Json json = {{"kind", part.kind == Part::Kind::python ? "python" : "web"}, {"name", part.name}};
    const auto put = [&](const char* key, const auto& value) {
        if (!value.empty()) json[key] = value;
    };
    put("version", part.version);
    if (part.own) json["own"] = true;
    put("archive", part.archive);
    put("sha256", part.sha256);
    put("metadata_sha256", part.metadata_sha256);
    put("license", part.license);
    put("places", part.places);
    put("wanted_by", part.wanted_by);
    return json;
}

Part part_from_json(const Json& json) {
    Part part;
    part.kind = text_of(json, "kind") == "python" ? Part::Kind::python : Part::Kind::web;
    part.name = text_of(json, "name");
    part.version = json.value("version", part.version);
    part.own = json.value("own", part.own);
    part.archive = json.value("archive", part.archive);
    part.sha256 = json.value("sha256", part.sha256);
    part.metadata_sha256 = json.value("metadata_sha256", part.metadata_sha256);
    part.license = json.value("license", part.license);
    part.places = json.value("places", part.places);
    part.wanted_by = json.value("wanted_by", part.wanted_by);
    return part;
}

Json to_json(const MadeFrom& made_from) {
    Json json = {{"resources", Json::array()}};
    for (const Resource& resource : made_from.resources)
        json["resources"].push_back(to_json(resource));
    if (!made_from.settings.empty()) json["settings"] = made_from.settings;
    if (!made_from.version.empty()) json["version"] = made_from.version;
    if (made_from.keep_venv) json["keep_venv"] = true;
    if (!made_from.parts) return json;
    json["parts"] = Json::array();
    for (const Part& part : *made_from.parts) json["parts"].push_back(to_json(part));
    return json;
}

Resource resource_from_json(const Json& json) {
    return {text_of(json, "name"), json.value("uri", std::string()),
            json.at("digest").get<std::map<std::string, std::string>>()};
}

MadeFrom made_from_json(const Json& json) {
    MadeFrom made_from;
    for (const Json& resource : json.at("resources"))
        made_from.resources.push_back(resource_from_json(resource));
    made_from.settings = json.value("settings", made_from.settings);
    made_from.version = json.value("version", made_from.version);
    made_from.keep_venv = json.value("keep_venv", made_from.keep_venv);
    if (!json.contains("parts")) return made_from;
    made_from.parts.emplace();
    for (const Json& part : json.at("parts")) made_from.parts->push_back(part_from_json(part));
    return made_from;
}

} // namespace calpkg::provenance
