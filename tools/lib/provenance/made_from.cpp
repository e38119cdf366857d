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

Json to_json(const Resource& resource) {
    Json json = {{"name", resource.name}};
    if (!resource.uri.empty()) json["uri"] = resource.uri;
    json["digest"] = resource.digest;
    return json;
}

Json to_json(const MadeFrom& made_from) {
    Json json = {{"resources", Json::array()}};
    for (const Resource& resource : made_from.resources)
        json["resources"].push_back(to_json(resource));
    if (!made_from.settings.empty()) json["settings"] = made_from.settings;
    if (!made_from.version.empty()) json["version"] = made_from.version;
    if (made_from.keep_venv) json["keep_venv"] = true;
    return json;
}

Resource resource_from_json(const Json& json) {
    return {json.at("name").get<std::string>(), json.value("uri", std::string()),
            json.at("digest").get<std::map<std::string, std::string>>()};
}

MadeFrom made_from_json(const Json& json) {
    MadeFrom made_from;
    for (const Json& resource : json.at("resources"))
        made_from.resources.push_back(resource_from_json(resource));
    made_from.settings = json.value("settings", made_from.settings);
    made_from.version = json.value("version", made_from.version);
    made_from.keep_venv = json.value("keep_venv", made_from.keep_venv);
    return made_from;
}

} // namespace calpkg::provenance
