#include "lib/venv/job.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/log_error.hpp"
#include "lib/report/text.hpp"
#include "lib/stage/write_tar.hpp"
#include "lib/venv/tree.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <system_error>
#include <vector>

namespace calpkg::venv {

namespace {

constexpr std::size_t kTailLines = 15;
constexpr std::uintmax_t kMostLog = 1U << 30;
constexpr const char* kDuty =
    "the command has to run 'sh {script} {in} {out}' where both directories are at the same paths";

std::string last_lines(const std::filesystem::path& file) {
    const std::string text = fs::read_file(file, kMostLog);
    std::size_t begin = text.size();
    for (std::size_t line = 0; line <= kTailLines && begin != std::string::npos && begin > 0;
         ++line)
        begin = text.rfind('\n', begin - 1);
    return begin == std::string::npos ? text : text.substr(std::min(begin + 1, text.size()));
}

/// build.sh refuses such names, too, but a runner may have split them into words before.
void check_plain(const std::string& path) {
    if (path.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+-") ==
        std::string::npos)
        return;
    throw report::Error(path,
                        "has characters in its name that shells and build tools cannot handle",
                        "set TMPDIR to a directory with a plain name");
}

std::string described(const process::Runner& runner) {
    return fmt::format("the runner '{}'", runner.text());
}

} // namespace

Job::Job(const std::filesystem::path& scripts, const Recipe& recipe, const std::string& job)
    : Job({.subject = fmt::format("virtualenv of {}", recipe.component),
           .scripts = {std::begin(kScripts), std::end(kScripts)},
           .outputs = {"venv.tar", "installed", "facts"}},
          scripts, recipe.files, job) {}

Job::Job(JobKind kind, const std::filesystem::path& scripts,
         const std::vector<stage::StagedEntry>& files, const std::string& job)
    : directory_(fs::system_temp_directory(), "cal-pkg-job-"),
      kind_(std::move(kind)) {
    check_plain(path().string());
    fs::make_directories(in());
    fs::make_directories(out());
    for (const std::string& script : kind_.scripts)
        fs::write_file(in() / script, fs::read_file(scripts / script), 0755);
    fs::write_file(in() / "job", job);
    stage::write_tar(files, {}, in() / "src.tar", tar::Compression::none);
}

void Job::add(const Wheelhouse& wheelhouse) { wheelhouse.copy_to(in() / "dists"); }

void Job::fail(const std::string& reason, const std::string& remedy,
               const std::filesystem::path& failed_log) const {
    const std::string& subject = kind_.subject;
    std::error_code ignored;
    if (std::filesystem::file_size(log(), ignored) == 0 || ignored)
        throw report::Error(subject, reason, remedy);
    std::string whole = failed_log.string();
    try {
        fs::write_file(failed_log, fs::read_file(log(), 1U << 30));
    } catch (const report::Error& error) { // a full disk may be what the job failed of
        whole = fmt::format("cannot be kept: {}", error.what());
    }
    std::vector<std::string> lines = report::lines_of(last_lines(log()));
    lines.insert(lines.begin(), {"whole log: " + whole, "--- its end ---"});
    lines.emplace_back("---");
    throw report::LogError(subject, reason, remedy, lines);
}

void Job::run(const process::Runner& runner, Purpose purpose,
              const std::filesystem::path& failed_log) {
    process::Command command =
        runner.command({in(), out()}, in() / kind_.scripts.front(), purpose != Purpose::build);
    command.cwd = path();
    command.log = log();
    const process::Result result = runner.run(command);
    const std::filesystem::path problem = out() / "problem";
    if (std::filesystem::is_regular_file(problem)) {
        std::string text = fs::read_file(problem);
        while (!text.empty() && text.back() == '\n') text.pop_back();
        const std::size_t tab = text.find('\t');
        fail(text.substr(0, tab), tab == std::string::npos ? "" : text.substr(tab + 1), failed_log);
    }
    if (!result.ok() && runner.is_local())
        fail(fmt::format("the job ended with {}", result.ending()), "the log tells why",
             failed_log);
    if (!result.ok())
        fail(fmt::format("{} ended with {}", described(runner), result.ending()),
             fmt::format("the log tells why; {}", kDuty), failed_log);
    check_outputs(runner, purpose, failed_log);
}

void Job::check_outputs(const process::Runner& runner, Purpose purpose,
                        const std::filesystem::path& failed_log) const {
    std::vector<std::string> names{"done"}; // last: it stands for the others of a download
    if (purpose != Purpose::download)
        names.insert(names.begin(), kind_.outputs.begin(), kind_.outputs.end());
    std::vector<std::string> missing;
    for (const std::string& name : names) {
        std::error_code ignored;
        const std::filesystem::path file = out() / name;
        if (!std::filesystem::is_regular_file(file, ignored) ||
            std::filesystem::file_size(file, ignored) == 0)
            missing.push_back(name);
    }
    if (missing.empty()) return;
    const std::string what = missing.size() == names.size()
                                 ? std::string("left nothing in {out}")
                                 : fmt::format("left no {} in {{out}}", fmt::join(missing, ", "));
    fail(fmt::format("{} succeeded, but {}", described(runner), what), kDuty, failed_log);
}

std::vector<std::string> Job::naming_itself(const std::string& tree) const {
    std::vector<std::string> needles{path().string()};
    const std::string real = std::filesystem::canonical(path()).string();
    if (real != needles.front()) needles.push_back(real);
    return members_naming(out() / tree, needles);
}

void Job::keep_in(const CacheEntry& entry, const std::string& tree, const std::string& lock,
                  std::int64_t epoch) const {
    entry.clear();
    fs::write_file(entry.lock(), lock);
    fs::write_file(entry.facts(), fs::read_file(out() / "facts"));
    fs::write_file(entry.log(), fs::read_file(log(), kMostLog));
    normalise_tree(out() / tree, epoch, entry.tree());
    entry.seal();
    std::error_code ignored;
    std::filesystem::remove(entry.failed_log(), ignored);
}

} // namespace calpkg::venv
