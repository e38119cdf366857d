#include "lib/rpmbuild/command.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/io_flags.hpp"
#include "lib/rpmbuild/config.hpp"

#include <cstdlib>
#include <string_view>

namespace calpkg::rpmbuild {

process::Command rpmbuild_command(const plan::Plan& plan, const std::filesystem::path& topdir,
                                  const Runner* runner) {
    const auto define = [](const std::string& name, const std::string& value) {
        return std::vector<std::string>{"--define", name + " " + value};
    };
    const std::string revision = plan.release.substr(0, plan.release.rfind('.'));
    if (topdir.string().find_first_of("% \t\n:") != std::string::npos)
        throw report::Error(topdir.string(),
                            "has a blank, a % or a : in its name, which rpmbuild cannot work with",
                            "choose another directory");
    const std::filesystem::path& config =
        runner == nullptr ? rpmbuild_config_directory() : runner->config();
    process::Command command;
    // No `tarname`: the specs take SOURCES' tarball then, and the header of an SRPM, which holds the
    // expanded spec, does not name this directory.
    command.argv = {
        "rpmbuild", "--macros=" + (config / "macros").string(),
        "--rcfile=" + (config / "rpmrc").string(), "-ba", "--nodeps",
        // The work directory goes as a whole: the script that does not run saves some processes.
        "--noclean", "--target", plan.arch};
    for (
        const auto& words :
        {define("_topdir", topdir.string()), define("_tmppath", (topdir / "tmp").string()),
         define("_dbpath", (topdir / "db").string()), define("version", plan.version),
         define("revision", revision),
         // canonical_command() compresses what is to be gzip.
         define("raw_payload", rpm::quickest_flags(plan.target.payload)),
         define("raw_source_payload", rpm::quickest_flags(plan.target.source_payload)),
         // rpm's search for files that no package lists starts eight programs; the file list is the
         // plan's, and check::build_root() holds the build root against that.
         define("__check_files", "%{nil}")})
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

std::filesystem::path source_package(const plan::Plan& plan, const std::filesystem::path& topdir) {
    return topdir / "SRPMS" / (plan.nvr() + ".src.rpm");
}

std::filesystem::path binary_package(const plan::Plan& plan, const std::filesystem::path& topdir) {
    return topdir / "RPMS" / plan.arch / (plan.nevra() + ".rpm");
}

std::vector<std::string> canonical_command(const plan::Plan& plan,
                                           const std::filesystem::path& topdir) {
    return {"cal-pkg",
            "canonical",
            "--payload",
            plan.target.payload,
            "--source-payload",
            plan.target.source_payload,
            source_package(plan, topdir).string(),
            binary_package(plan, topdir).string()};
}

std::string line_to_paste(const std::vector<std::string>& argv) {
    std::string line;
    for (const std::string& word : argv)
        line += (line.empty() ? "" : " ") + process::shell_quote(word);
    return line;
}

std::string line_to_paste(const process::Command& command) {
    process::Command shown = command;
    std::erase_if(shown.env, [](const auto& variable) { return variable.first == "PATH"; });
    constexpr std::string_view begin = "env -i";
    return std::string(begin) + " PATH=\"$PATH\"" + process::to_shell(shown).substr(begin.size());
}

} // namespace calpkg::rpmbuild
