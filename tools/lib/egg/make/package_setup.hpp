#pragma once

#include "lib/egg/make/package_sources.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::egg {

/// One `name = module:attribute` of an entry point group.
struct EntryPoint {
    std::string name;
    std::string module;
    std::string attribute; ///< "Class.method"; may be empty
    std::string extras;    ///< "[x,y]", or ""
    /// As setuptools prints it.
    std::string text() const;
};

/// One group: "console_scripts".
struct EntryPointGroup {
    std::string name;
    std::vector<EntryPoint> points; ///< sorted as entry_points.txt has them
    std::string verbatim;           ///< when the group was given as text: that text
};

/// What a package's setup.py says, as far as it shows in an egg. Lists of names keep their order.
struct PackageSetup {
    std::string file;    ///< of setup.py, for messages
    std::string name;    ///< as written: "calamari_cthulhu"
    std::string version; ///< in the form that every setuptools keeps
    std::vector<std::string> packages;
    std::vector<std::string> modules;               ///< py_modules
    std::map<std::string, std::string> directories; ///< package_dir
    std::map<std::string, std::vector<std::string>> data, excluded_data;
    bool include_data = false; ///< include_package_data
    std::vector<std::string> scripts;
    std::optional<std::vector<std::string>> namespaces; ///< namespace_packages
    std::optional<bool> zip_safe;

    /// Groups sorted by name; nothing when setup() has none, or an empty dict.
    std::vector<EntryPointGroup> entry_points;
    std::string entry_points_text; ///< when all of it was given as text: that text

    std::vector<std::string> requirements;
    std::map<std::string, std::vector<std::string>> extras;
    std::vector<std::string> dependency_links;

    // PKG-INFO; empty for what is not said
    std::string description, long_description, url, download_url, license;
    std::string author, author_email;
    std::optional<std::string> maintainer, maintainer_email;
    std::vector<std::string> keywords, platforms, classifiers;

    /// Name and version as file names and PKG-INFO have them.
    std::string safe_name() const;                              ///< "calamari-cthulhu"
    std::string file_name() const;                              ///< "calamari_cthulhu"
    std::string directory_of(const std::string& package) const; ///< its sources: "src/a/b"
};

/// Reads setup.py of `sources`. `overrides` (keyword → Python literal, or plain text) stand in the
/// place of what it says, also where that is not known without running Python. Throws report::Error
/// `file:line: …` for what is not known, of the wrong type, or not carried by an egg of a
/// pure-Python package (extension modules, own commands, data files), and for a source that the Python
/// `python` ("2.7") does not decode (PEP 263); "" is a 3.x.
PackageSetup read_package_setup(const PackageSources& sources,
                                const std::map<std::string, std::string>& overrides = {},
                                const std::string& python = {});

} // namespace calpkg::egg
