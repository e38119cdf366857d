#pragma once

#include <optional>
#include <string>
#include <yaml-cpp/mark.h>

namespace calpkg::layout {

/// Where the second document of `content` begins, at its `---`. yaml-cpp makes endlessly many empty documents of a
/// comma where one should begin: then two begin at the same place.
/// Throws YAML::Exception for that and whatever else is not YAML.
std::optional<YAML::Mark> second_document(const std::string& content);

} // namespace calpkg::layout
