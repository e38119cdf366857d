#pragma once

#include "lib/egg/make/package_setup.hpp"
#include "lib/egg/make/package_sources.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::egg {

/// A file of an egg.
struct EggFile {
    std::string member; ///< "calamari_web/settings.py"
    std::string content;
    unsigned mode = 0644;
};

/// A finished egg. It holds no bytecode: that is of one Python version alone, is written by a
/// running Python, and would win over a module that is edited later while its time is kept.
struct BuiltEgg {
    std::string name; ///< of its file or directory: "calamari_web-0.1-py2.6.egg"
    bool zip = false; ///< a zip archive, else a directory, as setuptools would install it
    std::vector<std::string> hazards; ///< why it is not a zip, when that was found out by scanning
    std::vector<EggFile> files; ///< sorted: EGG-INFO first, a directory's files before its folders
    std::vector<EntryPoint> console_scripts; ///< sorted by name
};

/// How an egg is made.
struct EggOptions {
    std::string python; ///< of the target: "2.6"
    std::string
        interpreter; ///< of the `#!` lines of setup.py's `scripts`; empty: /usr/bin/python2.6
    std::map<std::string, std::string> overrides; ///< see read_package_setup
    std::optional<bool> zip;                      ///< overrides the package's own flag
};

/// Makes the egg of a pure-Python package without running Python: what setuptools' bdist_egg puts
/// in it, but bytecode. Whether it is a zip says setup.py's zip_safe, else the scan of
/// zip_hazards(). Throws report::Error for what read_package_setup refuses and for packages that
/// are not there.
BuiltEgg build_egg(const PackageSources& sources, const EggOptions& options);

/// The archive of a zip egg made of a commit of the time `epoch`: a member's follows its content (hash::content_time).
std::string zip_bytes(const BuiltEgg& egg, std::int64_t epoch);

/// Writes the egg below directory `out`, in its form, and gives its path. Modes and times (of
/// files by their content, see hash::content_time; of directories `epoch`) do not depend on umask or clock. A file or
/// directory of the same name is replaced: in one step, or by a rename out of the way when it is of the other form.
std::filesystem::path write_egg(const BuiltEgg& egg, const std::filesystem::path& out,
                                std::int64_t epoch);

} // namespace calpkg::egg
