#pragma once

#include "lib/provenance/made_from.hpp"

#include <string>
#include <vector>

namespace calpkg::provenance {

inline constexpr const char* kFileName = "provenance.json";
inline constexpr const char* kSignatureName = "provenance.json.asc";

/// A package that a statement is about.
struct Subject {
    std::string path; ///< below the published directory
    std::string sha256;
    std::string header_sha256; ///< the same before and after it is signed
};

/// What a statement says of one build of a component.
struct Build {
    std::string name; ///< "calamari-server-1.2-12.el6.x86_64"
    std::string component;
    std::string commit, describe; ///< as in the manifest
    bool dirty = false;           ///< made of modified files
    std::vector<std::string> accepted;
    std::string web_apps; ///< where they came from, as in the manifest; empty: it has none
    MadeFrom made_from;
    std::string cal_pkg, rpmbuild;
    int encoder = 0;
    std::vector<Subject> subjects;
};

struct Statement {
    std::string target;
    std::vector<Build> builds;
};

/// The in-toto statement (version 1) with a provenance predicate of SLSA (version 1) that is published beside the manifest
/// of this text: about every package that cal-pkg has made and that is still there. It depends on nothing but the text.
std::string statement_text(const std::string& manifest_text);

/// Reads one back. Throws report::Error, naming `file`, for anything that statement_text() cannot have written.
Statement read_statement(const std::string& text, const std::string& file);

} // namespace calpkg::provenance
