#pragma once

#include "lib/diff/parse_patch.hpp"
#include "lib/egg/egg.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::egg {

/// The part of a patch that concerns an egg.
struct ConcernedFiles {
    std::vector<diff::FilePatch> files; ///< paths are members
    std::vector<std::string> others;    ///< paths of the other files, without "a/" or "b/"
    unsigned strip = 1;                 ///< directories that were taken from the paths
};

/// What of `files`, a patch's, concerns `egg`: files that it has (`has` is asked, since changes may be
/// pending), new ones in one of its top directories, and modules that one of its packages should have. The
/// first `strip` directories are taken from paths, as patch -p does; nothing: as many as give most of the
/// egg's files. A rename or a copy does when both names are the egg's. A new file at the egg's top is taken with `strip` only, and when nothing else concerns it.
/// Throws report::Error, naming `name`, when nothing does.
ConcernedFiles concerned_files(const Egg& egg, const std::vector<diff::FilePatch>& files,
                               const std::function<bool(const std::string&)>& has,
                               std::optional<unsigned> strip, const std::string& name);

} // namespace calpkg::egg
