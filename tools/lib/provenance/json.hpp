#pragma once

#include "lib/provenance/made_from.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace calpkg::provenance {

/// The text under `key`. Throws nlohmann's exceptions for what is none.
std::string text_of(const nlohmann::ordered_json& json, const char* key);

nlohmann::ordered_json to_json(const Resource& resource);

/// As a component of manifest.json has it under the key "made_from".
nlohmann::ordered_json to_json(const MadeFrom& made_from);

/// Reads it back. Throws nlohmann's exceptions for what to_json() cannot have written.
MadeFrom made_from_json(const nlohmann::ordered_json& json);
nlohmann::ordered_json to_json(const Part& part);
Part part_from_json(const nlohmann::ordered_json& json);
Resource resource_from_json(const nlohmann::ordered_json& json);

} // namespace calpkg::provenance
