#pragma once

#include "lib/engine/engine.hpp"
#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"
#include "lib/rpmbuild/finish_package.hpp"

#include <filesystem>

namespace calpkg::rpmbuild {

/// Has `source`, a plan's canonical source package, built by `engine`, brings the binary package that comes back into
/// its canonical form, and holds it against `planned`, the one that was made here: the same bytes, or a finding that
/// says what differs, and names both, which stay where the engine's things are. `log` is told what the engine says.
/// Throws report::Error for what fails there, or brings back what is no package; report::Interrupted.
report::Findings build_elsewhere(const engine::Engine& engine, const plan::Plan& plan,
                                 const RawPackage& planned, const std::filesystem::path& source,
                                 const std::string& source_id, const std::filesystem::path& log);

} // namespace calpkg::rpmbuild
