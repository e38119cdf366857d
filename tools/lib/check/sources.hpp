#pragma once

#include "lib/plan/plan.hpp"

#include <functional>
#include <string>

namespace calpkg::check {

/// How much of a planned file a check wants to read.
enum class Wanted {
    nothing,
    script, ///< all, if it begins with "#!"
    whole,
};

/// Reads the files of `plan`, as they will be staged, and hands over each that is `wanted`: the entry and its content.
/// Those of a virtualenv's tarball come last, in its order. Files of more than 8 MiB are passed over: no source has
/// that size. Throws report::Error where one cannot be read.
void read_sources(const plan::Plan& plan,
                  const std::function<Wanted(const stage::StagedEntry&)>& wanted,
                  const std::function<void(const stage::StagedEntry&, const std::string&)>& visit);

} // namespace calpkg::check
