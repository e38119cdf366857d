#pragma once

#include "lib/check/build_traces.hpp"
#include "lib/report/finding.hpp"
#include "lib/rpm/package.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace calpkg::rpmbuild {

/// A package as rpmbuild has just left it.
struct RawPackage {
    std::filesystem::path file;
    std::string name;     ///< in findings
    std::string io_flags; ///< rpm's, of the target: how its payload shall be compressed
    std::vector<check::BuildTrace> traces;
};

/// The same in its canonical form.
struct FinishedPackage {
    rpm::Package package;
    std::string id; ///< rpm::CanonicalPackage's
    std::uintmax_t size = 0;
    std::string sha256; ///< of the file
    report::Findings traces;
};

/// Puts the canonical form of `raw`, read back and proved, in its place, and looks for traces meanwhile. `source_id` is
/// as in rpm::plan_canonical(). Throws report::Error; then `raw` is as it was.
FinishedPackage finish_package(const RawPackage& raw,
                               const std::function<std::string()>& source_id = {});

} // namespace calpkg::rpmbuild
