#pragma once

#include "lib/engine/engine.hpp"
#include "lib/rpmbuild/build.hpp"

#include <filesystem>
#include <vector>

namespace calpkg::rpmbuild {

/// Where one component's build happens; all absolute.
struct Workspace {
    std::filesystem::path topdir;   ///< rpmbuild's _topdir, the component's own; made and removed
    std::filesystem::path log;      ///< of rpmbuild; its directory exists
    std::filesystem::path tree;     ///< receives the finished packages: <arch>/, SRPMS/
    const Runner* runner = nullptr; ///< whose rpmbuild it is; null: this system's
};

/// What became of it.
struct ComponentResult {
    Outcome outcome;
    std::vector<repo::Artifact> artifacts; ///< empty unless outcome.ok
    std::vector<provenance::Part> parts{}; ///< that the packages hold
};

/// Stages what `plan` holds, unless one of its findings is an error, runs rpmbuild (binary and source
/// package in one run), checks the packages and puts them into the tree, with mode 0644 and the plan's
/// epoch. With a runner, the same packages are made here, too, where there is an rpmbuild, and differences are
/// findings. With an `engine` it builds the source package, too, and has to bring back the same.
/// `engine` and `timings` may be null. Every failure is in the outcome; only report::Interrupted leaves as an exception.
ComponentResult build_component(const plan::Plan& plan, const Workspace& workspace,
                                Observer& observer, const engine::Engine* engine = nullptr,
                                report::Timings* timings = nullptr);

} // namespace calpkg::rpmbuild
