#pragma once

#include "lib/plan/plan.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <iosfwd>

namespace calpkg::cli {

/// The whole plan for people. `topdir` is the work directory that the command line names: what
/// `cal-pkg stage COMPONENT --topdir DIR` prepares.
void print_plan(std::ostream& out, const plan::Plan& plan, const std::filesystem::path& topdir);

/// The same as JSON; README, "JSON" documents the shape.
nlohmann::ordered_json to_json(const plan::Plan& plan, const std::filesystem::path& topdir);

} // namespace calpkg::cli
