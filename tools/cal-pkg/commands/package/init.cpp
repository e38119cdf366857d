#include "cal-pkg/commands/package/init.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/options/inputs.hpp"
#include "lib/fs/file.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"
#include "lib/report/text.hpp"
#include "lib/report/utf8.hpp"
#include "lib/rpm/sign/gpg.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>

namespace calpkg::commands {

namespace {

namespace stdfs = std::filesystem;

constexpr const char* kFile = "cal-pkg.yaml";

/// `text` as a value in YAML: a path as it is, else between quotes as in JSON, which YAML includes.
std::string yaml(const std::string& text) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
    if (text.find('/') != text.npos && text.find_first_not_of(plain) == text.npos &&
        text.front() != '-')
        return text;
    if (!report::is_utf8(text))
        throw report::Error(text, "is not UTF-8, which cal-pkg.yaml is in", "rename it");
    if (text.find_first_of("\r\n") != text.npos)
        throw report::Error(text, "has a line break in it, and cal-pkg.yaml takes a line",
                            "rename it");
    return nlohmann::json(text).dump(-1, ' ', false);
}

/// Component → directory, of those in `directory`. One that nobody has named may be another's: that it cannot be looked
/// into is a note. Throws report::Error when it is not known what is there.
std::map<std::string, stdfs::path> checkouts_in(const layout::Catalog& catalog,
                                                const stdfs::path& directory, bool is_named) {
    std::map<std::string, stdfs::path> found;
    for (const std::string& component : catalog.component_names()) {
        if (!catalog.has_checkout(component)) continue;
        for (const std::string& name : catalog.layout(component).names) {
            std::error_code failed;
            if (stdfs::exists(directory / name / ".git", failed))
                found.emplace(component, directory / name);
            if (!failed) continue;
            if (is_named || failed != std::errc::permission_denied)
                throw report::system_error((directory / name).string(), "look into",
                                           failed.value());
            std::cerr << fmt::format("cal-pkg: note: {}: no checkouts are looked for there: {}\n",
                                     report::escaped(directory.string()), failed.message());
            return found;
        }
    }
    return found;
}

/// Where checkouts usually are, seen from here.
std::vector<stdfs::path> usual_places() {
    std::vector<stdfs::path> places{"src", ".", "../src", ".."};
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        places.push_back(stdfs::proximate(stdfs::path(home) / "src")); // the file names no home
    return places;
}

/// The fingerprints of the keys that gpg has listed and that can sign (gnupg's doc/DETAILS: capabilities are the twelfth
/// field, a fingerprint is the tenth).
std::vector<std::string> signing_keys(const rpm::GpgAnswer& answer) {
    std::vector<std::string> keys;
    bool wanted = false;
    for (const std::string& line : report::lines_of(answer.out)) {
        const std::vector<std::string> fields = report::split(line, ':');
        if (fields.size() < 10) continue;
        if (fields[0] == "sec") {
            wanted = fields.size() > 11 && fields[11].find('S') != std::string::npos &&
                     (fields[1].empty() ||
                      std::string_view("erdi").find(fields[1]) == std::string_view::npos);
        } else if (wanted && fields[0] == "fpr") { // its subkeys' come later
            keys.push_back(fields[9]);
            wanted = false;
        }
    }
    return keys;
}

/// Whether a path tells whose it is: the file is for others, too.
bool is_below_home(const std::string& path) {
    const char* home = std::getenv("HOME");
    return home != nullptr && *home != '\0' &&
           path.starts_with((stdfs::path(home) / "").lexically_normal().string());
}

class Writer {
public:
    explicit Writer(const layout::Catalog& catalog) : catalog_(catalog) {
        const std::string schema = cli::installed_data() / "schemas/project.json";
        if (stdfs::exists(schema) && !is_below_home(schema))
            add("# yaml-language-server: $schema=" + schema);
        add("# What would be typed each time; options of the command line win over it. "
            "Every key: cal-pkg.yaml(5).\n"
            "# Paths are relative to this file.\n");
    }

    void checkouts(const stdfs::path& directory, const std::map<std::string, stdfs::path>& found) {
        add("# The directory that holds the checkouts, each under its own name.");
        if (found.empty())
            add("# None were found; 'cal-pkg fetch ../src' clones them.\n#checkouts: ../src");
        else
            add("checkouts: " + yaml((directory / "").lexically_normal().string()));
        std::string elsewhere = "\n# One that is elsewhere, or has another name.\n#components:";
        for (const std::string& component : catalog_.component_names()) {
            if (!catalog_.has_checkout(component)) continue;
            const std::string& name = catalog_.layout(component).names.front();
            const auto at = found.find(component);
            if (!found.empty())
                add(fmt::format("#   {}: {}", component,
                                at == found.end()
                                    ? "not found"
                                    : report::escaped(at->second.filename().string())));
            elsewhere += fmt::format("\n#  {}: ../{}", component, name);
        }
        add(elsewhere);
    }

    void targets(const std::string& chosen) {
        add("\n# What the packages are for; 'targets: [el6, el7]' builds for several.");
        for (const std::string& name : catalog_.target_names())
            add(fmt::format("#   {}: {}", name, catalog_.target(name).summary));
        add("target: " + chosen);
    }

    void output() {
        add("\n# Where the repository is published, as OUT/TARGET.\nout: dist-rpm");
        add("\n# The virtualenv of the server: 'build', an older package or tarball, or "
            "'none'.\n#venv: build");
        add("\n# The web apps of the clients: 'checkout' (built there), 'build', or where they "
            "are.\n#web-apps: build");
        add("\n# Settings: the Calamari server that minions look for.\n#set:\n#  minion.master: "
            "calamari.example.org");
        add("\n# Findings that shall not stop a build; 'cal-pkg explain ID' tells what each "
            "means.\n#accept: [missing-app]");
    }

    void keys() {
        add("\n# Packages and repository are signed by this key of gpg's.");
        std::string first = "ada@example.org";
        if (!process::is_program("gpg")) {
            add("#   gpg, which would know them, is not installed");
        } else if (const rpm::GpgAnswer answer =
                       rpm::run_gpg({"--with-colons", "--list-secret-keys"});
                   !answer.ok) {
            add("#   gpg could not list them");
            std::cerr << "cal-pkg: note: no keys are named in " << kFile
                      << ": gpg cannot list them: " << report::escaped(answer.words) << '\n';
        } else {
            const std::vector<std::string> keys = signing_keys(answer);
            add(keys.empty() ? "#   gpg has none that can sign"
                             : "#   'gpg --list-secret-keys' tells whose they are:");
            for (const std::string& key : keys) add("#   " + key);
            if (!keys.empty()) first = keys.front();
        }
        add("#sign:\n#  key: " + first);
    }

    std::string take() { return std::move(text_); }

private:
    void add(const std::string& lines) { text_ += lines + "\n"; }

    const layout::Catalog& catalog_;
    std::string text_;
};

} // namespace

void Init::configure(CLI::App& app) {
    app.footer("cal-pkg init --checkouts ~/src --target el6");
    app.add_option("--checkouts", checkouts_,
                   "Directory that holds calamari, calamari-clients and Diamond (default: src, ., "
                   "../src, .. or "
                   "~/src, where some of them are)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kInputs);
    app.add_option("--target", target_,
                   fmt::format("Target to name in it (default {})", cli::kDefaultTarget))
        ->check(cli::kNotEmpty)
        ->type_name("TARGET")
        ->group(cli::kInputs);
}

int Init::run() {
    const layout::Catalog catalog = cli::open_catalog();
    const std::string target = target_.empty() ? cli::kDefaultTarget : target_;
    const std::vector<std::string> known = catalog.target_names();
    if (std::ranges::find(known, target) == known.end())
        throw report::Error("--target", fmt::format("'{}' is not a target", target),
                            report::suggestion(target, known));
    stdfs::path directory = checkouts_;
    std::map<std::string, stdfs::path> found;
    if (!checkouts_.empty()) {
        found = checkouts_in(catalog, directory, true);
        if (found.empty())
            throw report::Error(
                checkouts_, "holds no checkout",
                "name the directory that holds calamari, calamari-clients and Diamond");
    } else {
        for (const stdfs::path& place : usual_places())
            if (found = checkouts_in(catalog, place, false); !found.empty()) {
                directory = place;
                break;
            }
    }
    Writer writer(catalog);
    writer.checkouts(directory, found);
    writer.targets(target);
    writer.output();
    writer.keys();
    if (fs::write_new_file(kFile, writer.take(), 0644) != fs::Placed::made)
        throw report::Error(kFile, "is there already, and stays as it is",
                            "edit it, or move it away to have a new one");
    cli::print_path(kFile);
    if (found.empty())
        std::cerr << "cal-pkg: note: no checkouts were found: name their directory in it, or run "
                     "'cal-pkg fetch ../src'\n";
    return 0;
}

} // namespace calpkg::commands
