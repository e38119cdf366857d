#include "lib/rpmbuild/runner.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/rpmbuild/tools.hpp"

#include <fmt/format.h>

#include <vector>

namespace calpkg::rpmbuild {

namespace {

/// This process's PATH is nothing to another system.
constexpr const char* kPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

constexpr const char* kDuty = "the command has to run 'sh {script} {topdir}' where that directory "
                              "of $TMPDIR is at the same path, and there is an rpmbuild";

/// Writes to a file, since a runner may have words of its own to say: its version, then where its macros are.
std::string questions() {
    return fmt::format("PATH={} HOME=/nonexistent LC_ALL=C\n"
                       "export PATH HOME LC_ALL\n"
                       "rpmbuild --version >\"$1/answers\" &&\n"
                       "    rpmbuild --eval '%{{_rpmconfigdir}}' >>\"$1/answers\"\n",
                       kPath);
}

/// The lines that `runner` answers.
std::vector<std::string> answers_of(const process::Runner& runner) {
    const std::string subject = fmt::format("{} '{}'", runner.option(), runner.text());
    const fs::TempDir directory(fs::system_temp_directory(), "cal-pkg-runner-");
    const std::filesystem::path script = directory.path() / "questions.sh";
    fs::write_file(script, questions(), 0755, fs::Flush::no);
    process::Command command = runner.command({directory.path()}, script, false);
    command.cwd = directory.path();
    const process::Result result = runner.run(command);
    const std::vector<std::string> said = report::lines_of(result.err);
    if (!result.ok())
        throw report::Error(subject,
                            fmt::format("its rpmbuild does not answer ({}){}", result.ending(),
                                        said.empty() ? "" : ": " + report::escaped(said.back())),
                            kDuty);
    std::error_code failure;
    const std::filesystem::path file = directory.path() / "answers";
    std::vector<std::string> answers;
    if (std::filesystem::exists(file, failure)) answers = report::lines_of(fs::read_file(file));
    constexpr std::size_t questions = 2;
    if (answers.size() != questions)
        throw report::Error(subject, "left no answer of rpmbuild in {topdir}", kDuty);
    return answers;
}

} // namespace

Runner::Runner(const std::string& text, const std::string& option)
    : runner_(text, option, {"topdir"}) {
    const std::vector<std::string> answers = answers_of(runner_);
    version_ = version_in(answers.front());
    config_ = answers.back();
}

process::Result Runner::run(const process::Command& rpmbuild,
                            const std::filesystem::path& topdir) const {
    process::Command elsewhere = rpmbuild;
    for (auto& [name, value] : elsewhere.env)
        if (name == "PATH") value = kPath;
    const std::filesystem::path script = topdir / "rpmbuild.sh";
    // In one stream, since two, as ssh has, are put together in any order.
    fs::write_file(script, "exec " + process::to_shell(elsewhere) + " 2>&1\n", 0755, fs::Flush::no);
    process::Command command = runner_.command({topdir}, script, false);
    command.cwd = topdir;
    command.log = rpmbuild.log;
    return runner_.run(command);
}

} // namespace calpkg::rpmbuild
