#include "lib/venv/job.hpp"

#include "lib/archive/tar_writer.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/digest.hpp"

#include <fmt/format.h>

namespace calpkg::venv {

namespace {

constexpr const char* kScripts[] = {"build.sh", "tree.py"};
constexpr std::size_t kTailLines = 15;

std::string last_lines(const std::filesystem::path& file) {
    const std::string text = fs::read_file(file, 1U << 30);
    std::size_t begin = text.size();
    for (std::size_t line = 0; line <= kTailLines && begin != std::string::npos && begin > 0;
         ++line)
        begin = text.rfind('\n', begin - 1);
    return begin == std::string::npos ? text : text.substr(std::min(begin + 1, text.size()));
}

} // namespace

Job::Job(const std::filesystem::path& scripts, const Recipe& recipe, const std::string& job)
    : directory_(fs::system_temp_directory(), "cal-pkg-job-"),
      component_(recipe.component) {
    fs::make_directories(in());
    fs::make_directories(out());
    for (const char* script : kScripts)
        fs::write_file(in() / script, fs::read_file(scripts / script), 0755);
    fs::write_file(in() / "job", job);
    archive::write_tar(recipe.files, {}, in() / "src.tar", archive::Compression::none);
}

void Job::add(const Wheelhouse& wheelhouse) { wheelhouse.copy_to(in() / "dists"); }

void Job::fail(const std::string& reason, const std::string& remedy,
               const std::filesystem::path& failed_log) const {
    const std::string subject = fmt::format("virtualenv of {}", component_);
    if (!std::filesystem::exists(log())) throw report::Error(subject, reason, remedy);
    fs::write_file(failed_log, fs::read_file(log(), 1U << 30));
    throw report::Error(subject, reason,
                        fmt::format("{}\nwhole log: {}\n--- its end ---\n{}---", remedy,
                                    failed_log.string(), last_lines(log())));
}

void Job::run(const Runner& runner, bool network, const std::filesystem::path& failed_log) {
    process::Command command = runner.command(in(), out(), in() / kScripts[0], network);
    command.cwd = path();
    command.log = log();
    const process::Result result = process::run(command);
    const std::filesystem::path problem = out() / "problem";
    if (std::filesystem::is_regular_file(problem)) {
        std::string text = fs::read_file(problem);
        while (!text.empty() && text.back() == '\n') text.pop_back();
        const std::size_t tab = text.find('\t');
        fail(report::quoted_for_message(text.substr(0, tab)),
             tab == std::string::npos ? "" : report::quoted_for_message(text.substr(tab + 1)),
             failed_log);
    }
    if (!result.ok())
        fail(fmt::format("the job ended with {}", result.ending()),
             "the log tells why; check --runner when it says nothing of Python", failed_log);
}

std::string digest_of(const Job& job) {
    rpm::Sha256 digest;
    for (const char* name : {"build.sh", "tree.py", "job", "src.tar"}) {
        const std::string line = fmt::format("{} {}\n", name, rpm::sha256_file(job.in() / name));
        digest.update(line.data(), line.size());
    }
    return digest.finish();
}

} // namespace calpkg::venv
