#pragma once

#include "lib/layout/layout.hpp"
#include "lib/layout/yaml.hpp"

#include <string>
#include <vector>

namespace calpkg::layout {

/// Where an entry stands: what the package installs (`files`) or the source tarball (`dist.files`).
enum class Place { package, tarball };

/// Reads one item of `files` or `dist.files`, strictly: exactly one kind, only the keys that go with
/// it, only features among `features`. Throws report::Error as `file:line: …`.
Rule read_entry(const Value& value, Place place, const std::vector<std::string>& features);

} // namespace calpkg::layout
