#pragma once

#include "lib/hash/known_good.hpp"
#include "lib/report/finding.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace calpkg::check {

/// A built web app (`<app>/dist`).
struct WebApp {
    std::filesystem::path directory;
    std::string subject; ///< prefixes each finding's: "calamari-clients: dashboard/dist"
    std::string remedy;  ///< the way out
    std::string url;     ///< where the server has it: "/dashboard"
    std::set<std::string>
        packed; ///< its files and links that are packed, by their paths below `directory`
};

/// What the server answers: apps by their URLs, and other prefixes ("/api").
struct WebSite {
    std::map<std::string, const std::set<std::string>*> apps; ///< URL → what is packed of it
    std::vector<std::string> served;
};

/// A finding with what it is about, to be held against what is known.
struct Remark {
    report::Finding finding;
    std::string file;  ///< path in the app, "index.html"
    std::string names; ///< what the file names: a path in the app, or another host; may be empty
};

/// What one app shows.
struct WebAppVerdict {
    std::vector<Remark> remarks;
    std::set<std::string>
        versions;     ///< that the build wrote into its scripts (see web/script_texts.hpp)
    std::string page; ///< its index.html
};

/// Judges one app: is everything that it needs there, and is each file what its name says? The ids of the findings are
/// documented in tools/docs/findings.md. Symbolic links are followed inside the app only; nothing of it
/// runs. `known` spares what was judged before. Throws report::Error when a directory of the app cannot be read.
WebAppVerdict judge_web_app(const WebApp& app, const WebSite& site, hash::KnownGood& known);

/// The files and links below `directory`, as WebApp wants them when all are packed.
std::set<std::string> files_below(const std::filesystem::path& directory);

} // namespace calpkg::check
