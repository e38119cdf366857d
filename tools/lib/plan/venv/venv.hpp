#pragma once

#include "lib/plan/venv/file_facts.hpp"
#include "lib/stage/staged_entry.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace calpkg::plan {

/// A finished virtualenv on its way into a package.
struct Venv {
    std::string top;                                   ///< "/opt/calamari/venv"
    std::map<std::string, stage::StagedEntry> entries; ///< by their path below `top`
    std::map<std::string, FileFacts> facts; ///< of the files that were read, by the same path
    std::filesystem::path archive;   ///< the tarball that its members are in; empty: a directory
    std::filesystem::path directory; ///< … of which everything is packed; empty: a tarball
};

} // namespace calpkg::plan
