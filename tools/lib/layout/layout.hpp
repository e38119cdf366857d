#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::layout {

/// Where something stands in a YAML file, for messages: "layouts/server.yaml:12".
struct Position {
    std::string file;
    int line = 0;   ///< from 1
    int column = 0; ///< from 1, of the byte; 0 where it is not known
    std::string text() const;
    bool operator==(const Position&) const = default;
};

/// Where a tree's files come from: what git tracks, or everything on disk (build results, which git
/// ignores).
enum class Files { tracked, all };

/// A path glob with the mode its matches get: modes: { "*.sh": "0755" }.
struct ModeRule {
    std::string glob;
    unsigned mode = 0;
};

/// One line of a layout's `files` (or of `dist.files`). Exactly one kind. Strings may hold {variable}
/// references; they are expanded when the layout meets a checkout.
struct Rule {
    enum class Kind {
        file, ///< one file of the checkout
        tree, ///< a directory of the checkout with all below it
        dir,  ///< an empty directory
        link, ///< a symbolic link; `source` is its target, verbatim
        text, ///< a file whose content stands in the layout; `source` is the content
        venv, ///< the prebuilt virtualenv that the user gave, if any
        egg,  ///< the egg of a Python package: `source` is its directory, `to` where eggs lie
    };
    Kind kind = Kind::file;
    Position at;
    std::string source;               ///< path in the checkout, link target or text
    std::vector<std::string> others;  ///< file: taken in its place, the first that is there
    std::string to;                   ///< destination: absolute (files) or relative (dist.files)
    std::optional<unsigned> mode;     ///< files: default 0755 when executable in git, else 0644
    std::optional<unsigned> dir_mode; ///< of a tree's directories: default 0755
    std::string user = "root";        ///< of everything the entry makes
    std::string group = "root";
    bool config = false;   ///< %config(noreplace)
    bool doc = false;      ///< %doc
    bool license = false;  ///< %doc on targets whose rpm has no %license
    bool optional = false; ///< no error when the checkout does not have it
    bool own_root = true;  ///< tree: the package owns the destination directory itself
    Files files = Files::tracked;
    std::vector<std::string> exclude; ///< tree: globs on the path below it; "**" crosses "/"
    std::vector<std::string> include; ///< tree: when given, only these
    std::vector<ModeRule> modes;      ///< tree: the first match wins
    std::vector<std::string> when;    ///< only with all of these features
    std::vector<std::string> unless;  ///< only without any of these
    std::string when_missing;         ///< only when this checkout path does not exist
    std::string shebang;              ///< replaces the interpreter of a python `#!` line
    std::string prepend;              ///< text put before the content
    std::map<std::string, std::string> replace; ///< token in the content → text
    std::string policy_module; ///< file: compiled to an SELinux module of this format, "17"
    bool bytecode_ghosts =
        false; ///< tree: `.pyc`/`.pyo` beside each `.py` as %ghost, so that erase removes them
    bool web_app = false; ///< tree: a built web app; check/web_app judges it
    std::string
        remedy; ///< what makes it, when it is missing: "run 'make build-real' in {checkout}"
    std::string scripts;   ///< egg: directory that its console scripts go to; empty: none
    std::string path_file; ///< egg: `.pth` file beside it that puts it on Python's path
    std::map<std::string, std::string> write; ///< egg: file below `source` → content it gets
    std::map<std::string, std::string> setup; ///< egg: keyword of setup() → value in its place
    /// venv: globs of what programs write below `to` at run time: %ghost, so that erase removes it
    std::vector<std::string> ghosts;
};

/// A switch of a layout, on when the path exists in the checkout (or the target says so).
struct Feature {
    std::string name;
    std::string exists;                     ///< path in the checkout; empty: by the target alone
    std::map<std::string, std::string> set; ///< variables it overrides
    Position at;
};

/// What the value of a setting looks like.
enum class SettingForm {
    host,   ///< a host's full name, or its IPv4 address
    number, ///< digits
    port,   ///< of TCP: 1 to 65535
    word,   ///< letters, digits and . _ + -
};

/// What a user may say about a component, `--set minion.master=calamari.example.org`: a variable, empty where nobody has, and
/// a feature that is on where somebody has.
struct Setting {
    std::string name;
    SettingForm form = SettingForm::word;
};

/// The source tarball of `cal-pkg dist`.
struct Dist {
    std::string tarball; ///< "calamari-server_{version}.tar.gz"
    std::string prefix;  ///< top directory inside: "calamari-server-{version}"
    std::vector<Rule> files;
};

/// One step of making the virtualenv. Steps run in their order.
struct VenvStep {
    enum class Kind {
        requirements, ///< what a requirement file lists, with pip
        source,       ///< one distribution from its source archive, with its setup.py
        package,      ///< a directory of `VenvRecipe::files`, with its setup.py
    };
    Kind kind = Kind::requirements;
    Position at;
    std::string name;        ///< file, distribution or directory
    std::string requirement; ///< source: what is asked of the index: "carbon==0.9.15"
    std::string archive;     ///< source that no index has: file name that its archive gets
    std::string url;         ///< … and where it is fetched from
    /// Of pip or of `setup.py install`, one word each; `@venv@` is the tree, `@lib@` its site-packages.
    std::vector<std::string> options;
    std::string when;   ///< only with this feature
    std::string unless; ///< only without this feature
};

/// How the virtualenv of a component is made: the `venv` section of a layout.
struct VenvRecipe {
    bool system_site_packages = false; ///< the installed tree also sees the system's packages
    std::vector<Rule> files;           ///< what the steps work on, from the checkout
    std::vector<VenvStep> steps;
    std::vector<std::string> remove; ///< patterns on paths in the tree, "*" crosses "/"
};

/// A finding about built web apps that upstream's own builds have, too: it is counted, and not told.
struct KnownFinding {
    std::string id;     ///< "dangling-reference"
    std::string file;   ///< glob on the file that has it, behind its app's name: "admin/index.html"
    std::string names;  ///< glob on what it names, a path in the app; empty: whatever it is
    std::string reason; ///< for people
};

/// What is known about the web apps of a component, and where they are served.
struct WebAppRules {
    std::vector<std::string> served;   ///< paths that the server answers besides the apps: "/api"
    std::vector<std::string> expected; ///< files that every app has: ".htaccess"
    std::vector<KnownFinding> known;
};

/// layouts/<component>.yaml: which paths of a checkout land where in one package; or, for a component that has no
/// checkout, which paths of the directory with its name that lies beside the layout.
struct Layout {
    std::filesystem::path file;
    std::string component;          ///< "server"
    std::string package;            ///< RPM name: "calamari-server"
    std::string spec;               ///< file name in specs/
    std::string arch;               ///< "target" (the target's) or "noarch"
    std::string scheme;             ///< version scheme, see checkout::Scheme; empty: no checkout
    std::string version;            ///< "1.0-1", without a checkout
    std::int64_t time = 0;          ///< when that version was made, seconds since the epoch
    std::vector<std::string> names; ///< directory names looked for below --checkouts
    std::vector<std::string> marks; ///< paths that a checkout of this component must have
    std::vector<Feature> features;  ///< in order; later `set` wins
    std::map<std::string, std::string> variables; ///< defaults
    std::vector<Setting> settings;
    std::vector<Rule> files;
    Dist dist;                      ///< without a name: there is none
    std::optional<VenvRecipe> venv; ///< none: the component has no virtualenv
    WebAppRules web_apps;

    bool has_checkout() const { return !scheme.empty(); }
    /// Where the files of a component without a checkout lie; it need not be there.
    std::filesystem::path files_beside() const { return file.parent_path() / component; }
};

struct Keys;

const Keys& layout_keys();

/// Reads one layout, strictly: unknown key (with a suggestion), wrong type, missing key, duplicate
/// key or an entry of no or two kinds are report::Error as `file:line: …`.
Layout read_layout(const std::filesystem::path& file);

} // namespace calpkg::layout
