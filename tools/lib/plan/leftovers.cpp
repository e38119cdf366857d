#include "lib/plan/leftovers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fnmatch.h>
#include <string_view>
#include <utility>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

constexpr std::size_t kNamesShown = 10;

/// A name that only such a thing has. Names that are also given to what is meant are not here: ".gitignore" and
/// ".htaccess" are content, and so is "core".
struct Pattern {
    std::string_view glob; ///< with NUL behind it
    const char* left_by;
    bool directory = false; ///< of directories only
};

constexpr const char* kEditor = "an editor";
constexpr const char* kPatch = "patch, a merge, or 'cal-pkg egg patch'";
constexpr const char* kRpm = "rpm";
constexpr const char* kVersionControl = "version control";
constexpr const char* kDesktop = "a file manager";
constexpr const char* kFileSystem = "a file system";
constexpr const char* kTool = "a build tool";

constexpr Pattern kPatterns[] = {
    {".git", kVersionControl},
    {".svn", kVersionControl, true},
    {".hg", kVersionControl, true},
    {".bzr", kVersionControl, true},
    {"_darcs", kVersionControl, true},
    {"CVS", kVersionControl, true},
    {".cvsignore", kVersionControl},
    {"*,v", kVersionControl}, // RCS
    {"*.orig", kPatch},
    {"*.rej", kPatch},
    {"*.cal-pkg-??????", "a cal-pkg that was killed"},
    {"*.rpmnew", kRpm},
    {"*.rpmsave", kRpm},
    {"*.rpmorig", kRpm},
    {"?*~", kEditor},
    {"*.bak", kEditor},
    {".*.sw[a-z]", kEditor}, // vim goes backwards from .swp
    {"?*.sw[op]", kEditor},
    {".#*", kEditor}, // emacs: locks, and its automatic copies
    {"#*#", kEditor},
    {".*.kate-swp", kEditor},
    {".~lock.*#", kEditor},
    {".idea", kEditor, true},
    {".vscode", kEditor, true},
    {".DS_Store", kDesktop},
    {"._?*", kDesktop}, // AppleDouble
    {".AppleDouble", kDesktop, true},
    {"__MACOSX", kDesktop, true},
    {".Spotlight-V100", kDesktop, true},
    {".Trashes", kDesktop, true},
    {".Trash-[0-9]*", kDesktop, true},
    {"[Tt]humbs.db", kDesktop},
    {"ehthumbs.db", kDesktop},
    {"[Dd]esktop.ini", kDesktop},
    {".directory", kDesktop}, // KDE
    {".nfs[0-9a-f][0-9a-f][0-9a-f][0-9a-f]*", kFileSystem},
    {".fuse_hidden[0-9a-f]*", kFileSystem},
    {".sass-cache", kTool, true},
};

constexpr const char* kDevelopment = "the development of a web app";

/// What a web app is built from and with. Real builds of upstream's have none of it.
constexpr Pattern kOfWebApps[] = {
    {"node_modules", kDevelopment, true},
    {".tmp", kDevelopment, true},
    {"coverage", kDevelopment, true},
    {"test", kDevelopment, true},
    {"tests", kDevelopment, true},
    {"*.map", kDevelopment},
    {"*.scss", kDevelopment},
    {"*.sass", kDevelopment},
    {"*.less", kDevelopment},
    {"*.coffee", kDevelopment},
    {"*.spec.js", kDevelopment},
    {"bower.json", kDevelopment},
    {".bower.json", kDevelopment},
    {"component.json", kDevelopment},
    {"composer.json", kDevelopment},
    {"package.json", kDevelopment},
    {"package-lock.json", kDevelopment},
    {"npm-debug.log*", kDevelopment},
    {".npmrc", kDevelopment}, // may hold a password
    {".npmignore", kDevelopment},
    {".bowerrc", kDevelopment},
    {".jshintrc", kDevelopment},
    {".eslintrc*", kDevelopment},
    {".editorconfig", kDevelopment},
    {".gitignore", kDevelopment},
    {".gitattributes", kDevelopment},
    {".travis.yml", kDevelopment},
    {".yo-rc.json", kDevelopment},
    {".env", kDevelopment},
    {"[Gg]runtfile.*", kDevelopment},
    {"[Gg]ulpfile.*", kDevelopment},
    {"karma.conf*", kDevelopment},
    {"Gemfile*", kDevelopment},
    {"Rakefile", kDevelopment},
};

/// In the libraries that bower brings; elsewhere a directory of that name may be what is meant.
constexpr Pattern kOfLibraries[] = {
    {"src", kDevelopment, true},      {"spec", kDevelopment, true}, {"docs", kDevelopment, true},
    {"examples", kDevelopment, true}, {"demo", kDevelopment, true},
};

/// Whether the first and the last character let `glob` match `name`: nearly all that does not match is told by these.
bool may_match(std::string_view glob, std::string_view name) {
    const auto fits = [](char wanted, char there) {
        const bool wild = wanted == '*' || wanted == '?' || wanted == '[' || wanted == ']';
        return wild || wanted == there;
    };
    return name.empty() || (fits(glob.front(), name.front()) && fits(glob.back(), name.back()));
}

template <std::size_t Size>
const Pattern* find_in(const Pattern (&patterns)[Size], const std::string& name, bool directory) {
    const auto* const found = std::ranges::find_if(patterns, [&](const Pattern& pattern) {
        return (directory || !pattern.directory) && may_match(pattern.glob, name) &&
               fnmatch(pattern.glob.data(), name.c_str(), 0) == 0;
    });
    return found == std::end(patterns) ? nullptr : found;
}

/// What `name`, which stands behind `before` in a path of a built web app, is left by.
const Pattern* of_web_app(const std::string& before, const std::string& name, bool directory) {
    static constexpr Pattern nested{"dist", kDevelopment, true};
    if (directory && before.empty() && name == nested.glob) return &nested;
    if (const Pattern* found = find_in(kOfWebApps, name, directory)) return found;
    return before.starts_with("bower_components/") ? find_in(kOfLibraries, name, directory)
                                                   : nullptr;
}

/// Lets hard links to what is `gone` lead to the first of them, which gets its content.
void mend_hard_links(Venv& venv, const std::map<std::string, StagedEntry>& gone) {
    std::map<std::string, std::string>
        heirs; // path of the content that is gone → of who has it now
    for (auto& [path, entry] : venv.entries) {
        const auto lost =
            entry.kind == StagedEntry::Kind::hardlink ? gone.find(entry.link) : gone.end();
        if (lost == gone.end()) continue;
        const auto [heir, first] = heirs.emplace(entry.link, entry.path);
        if (!first) {
            entry.link = heir->second;
            continue;
        }
        const std::string own = std::move(entry.path);
        entry = lost->second;
        entry.path = own;
    }
}

} // namespace

bool Leftovers::leaves_out(const std::string& path, bool directory, std::size_t skip, Among among) {
    for (std::size_t begin = skip; begin < path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const bool last = end == path.size();
        const std::string name = path.substr(begin, end - begin);
        const Pattern* pattern = find_in(kPatterns, name, !last || directory);
        if (pattern == nullptr && among == Among::web_app)
            pattern = of_web_app(path.substr(skip, begin - skip), name, !last || directory);
        if (pattern != nullptr) {
            std::vector<std::string>& seen = seen_[pattern->left_by];
            const std::string top = path.substr(0, end);
            if (std::ranges::find(seen, top) == seen.end()) seen.push_back(top);
            return !packed_;
        }
        begin = end + 1;
    }
    return false;
}

void Leftovers::leave_out_of(Venv& venv) {
    std::map<std::string, StagedEntry> gone; // by installed path
    for (const auto& [path, entry] : venv.entries)
        if (leaves_out(entry.path, entry.kind == StagedEntry::Kind::directory, venv.top.size() + 1))
            gone.emplace(entry.path, entry);
    std::erase_if(venv.entries, [&](const auto& item) { return gone.contains(item.second.path); });
    mend_hard_links(venv, gone);
}

report::Findings Leftovers::findings(const std::string& package) const {
    report::Findings findings;
    for (const auto& [left_by, paths] : seen_) {
        std::string message = packed_ ? fmt::format("was left by {}", left_by)
                                      : fmt::format("was left by {} and is not packed", left_by);
        if (paths.size() > 1) {
            const auto last =
                paths.begin() + static_cast<std::ptrdiff_t>(std::min(paths.size(), kNamesShown));
            message += fmt::format("; so {} {}", paths.size() == 2 ? "was" : "were",
                                   fmt::join(paths.begin() + 1, last, ", "));
            if (paths.size() > kNamesShown)
                message += fmt::format(" and {} more", paths.size() - kNamesShown);
        }
        if (packed_) message += " (accepted)";
        findings.push_back({"leftover", report::Severity::warning, package + ": " + paths.front(),
                            message,
                            packed_ ? "" : "remove it, or pack it with --accept leftover"});
    }
    return findings;
}

} // namespace calpkg::plan
