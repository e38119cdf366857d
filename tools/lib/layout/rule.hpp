#pragma once

#include "lib/layout/keys.hpp"
#include "lib/layout/layout.hpp"
#include "lib/layout/yaml.hpp"

#include <string>
#include <vector>

namespace calpkg::layout {

/// Where what a rule is about goes: into the package (`files`) or the source tarball (`dist.files`).
enum class Destination { package, tarball };

/// A list of entries that go there.
Form rules_form(Destination destination);

/// Reads one item of `files` or `dist.files`, strictly: exactly one kind, only the keys that go with
/// it, only features among `features`. Throws report::Error as `file:line: …`.
Rule read_rule(const Value& value, Destination destination,
               const std::vector<std::string>& features);

} // namespace calpkg::layout
