#include "lib/plan/plan.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/config.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

/// A path as a `%files` line carries it between quotes.
std::string files_path(const std::string& path) {
    std::string out;
    for (const char c : path) {
        if (c == '%') out += '%';
        out += c;
    }
    return out;
}

std::string files_line(const StagedEntry& entry) {
    std::string line;
    if (entry.kind == StagedEntry::Kind::directory) line += "%dir ";
    if (entry.config) line += "%config(noreplace) ";
    if (entry.doc) line += "%doc ";
    if (entry.ghost) line += "%ghost ";
    if (entry.kind == StagedEntry::Kind::symlink)
        line += fmt::format("%attr(-, {}, {}) ", entry.user, entry.group);
    else
        line += fmt::format("%attr({:04o}, {}, {}) ", entry.mode, entry.user, entry.group);
    return line + "\"" + files_path(entry.path) + "\"\n";
}

/// What cal-pkg gives rpmbuild in its environment, for an SRPM that is rebuilt without cal-pkg. Old
/// rpm's Lua has no posix library: there the rebuilt package only has other times.
std::string environment_lines(const Plan& plan) {
    return fmt::format(
        "%{{lua: if posix and posix.setenv and not os.getenv(\"SOURCE_DATE_EPOCH\") then "
        "posix.setenv(\"SOURCE_DATE_EPOCH\", \"{}\") end}}\n"
        "%{{lua: if posix and posix.setenv then "
        "posix.setenv(\"MAGIC\", rpm.expand(\"%{{_sourcedir}}/magic\")) end}}\n",
        plan.epoch);
}

} // namespace

std::string spec_text(const Plan& plan) {
    std::string text =
        fmt::format("# {} for {}, commit {}\n", plan.nevra(), plan.target.name, plan.commit);
    for (const Define& define : plan.globals) {
        // These two are upstream's contract: a --define on the command line wins.
        const bool overridable = define.name == "version" || define.name == "revision";
        if (overridable)
            text += fmt::format("%{{!?{0}: %global {0} {1}}}\n", define.name, define.value);
        else
            text += fmt::format("%global {} {}\n", define.name, define.value);
    }
    return text + environment_lines(plan) + "\n" + plan.spec_template + "\n%changelog\n" +
           plan.changelog;
}

std::string file_list(const Plan& plan) {
    std::string text;
    for (const StagedEntry& entry : plan.entries) text += files_line(entry);
    return text;
}

process::Command rpmbuild_command(const Plan& plan, const std::filesystem::path& topdir) {
    const auto define = [](const std::string& name, const std::string& value) {
        return std::vector<std::string>{"--define", name + " " + value};
    };
    const std::string revision = plan.release.substr(0, plan.release.rfind('.'));
    if (topdir.string().find_first_of("% \t\n:") != std::string::npos)
        throw report::Error(topdir.string(),
                            "has a blank, a % or a : in its name, which rpmbuild cannot work with",
                            "choose another directory");
    const std::filesystem::path config = rpm::config_directory();
    process::Command command;
    // No `tarname`: the specs take SOURCES' tarball then, and the header of an SRPM, which holds the
    // expanded spec, does not name this directory.
    command.argv = {
        "rpmbuild", "--macros=" + (config / "macros").string(),
        "--rcfile=" + (config / "rpmrc").string(), "-ba", "--nodeps",
        // The specs prepare nothing, and the work directory goes as a whole: each script
        // that does not run saves some processes.
        "--noprep", "--noclean", "--target", plan.arch};
    for (const auto& words :
         {define("_topdir", topdir.string()), define("_tmppath", (topdir / "tmp").string()),
          define("_dbpath", (topdir / "db").string()), define("version", plan.version),
          define("revision", revision)})
        command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.argv.push_back((topdir / "SPECS" / (plan.name + ".spec")).string());

    const char* path = std::getenv("PATH");
    command.env = {{"PATH", path != nullptr ? path : "/usr/bin:/bin"},
                   {"HOME", topdir.string()},
                   {"LC_ALL", "C"},
                   {"TZ", "UTC0"},
                   {"SOURCE_DATE_EPOCH", std::to_string(plan.epoch)},
                   // rpm ≥ 4.15 writes packages in OpenMP tasks; threads that have none would spin.
                   {"OMP_WAIT_POLICY", "passive"},
                   {"MAGIC", (topdir / "SOURCES/magic").string()}};
    command.cwd = topdir;
    return command;
}

} // namespace calpkg::plan
