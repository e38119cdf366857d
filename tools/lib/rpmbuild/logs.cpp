#include "lib/rpmbuild/logs.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/repo/artifact.hpp"
#include "lib/repo/private_paths.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

namespace calpkg::rpmbuild {

namespace {

std::filesystem::path failed_directory(const std::filesystem::path& out,
                                       const std::string& target) {
    return out / ("failed-" + target);
}

std::string printable(std::string line) {
    std::ranges::replace(line, '\t', ' ');
    return report::escaped(line);
}

/// Where the run of libmagic's pieces that begins at `at` ends; `at` for none. Pieces of another
/// message are left.
std::size_t end_of_magic_warnings(std::string_view text, std::size_t at) {
    constexpr std::string_view warning = "Warning: ";
    constexpr std::string_view words = "using regular magic file `%{_topdir}/SOURCES/magic'";
    std::size_t begun = 0, said = 0, ended = 0, done = at;
    for (std::size_t here = at;;) {
        const std::string_view rest = text.substr(here);
        if (rest.starts_with(warning)) {
            ++begun;
            here += warning.size();
        } else if (rest.starts_with(words)) {
            ++said;
            here += words.size();
        } else if (rest.starts_with('\n') && ended < said) {
            ++ended;
            ++here;
        } else {
            return done;
        }
        if (begun == said && said == ended) done = here;
    }
}

/// Without libmagic's warnings that its file types are text. Each thread that rpmbuild has for each
/// processor writes them, in three pieces, between those of the others.
std::string without_magic_warnings(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t end = end_of_magic_warnings(text, at); end != at) {
            at = end;
            continue;
        }
        const std::size_t line = std::min(text.find('\n', at), text.size() - 1) + 1;
        out.append(text, at, line - at);
        at = line;
    }
    return out;
}

void keep_log(Outcome& outcome, const std::filesystem::path& log,
              const std::filesystem::path& kept) {
    std::error_code failure;
    if (outcome.ok || !std::filesystem::exists(log, failure)) return;
    try {
        fs::move_file(log, kept);
        outcome.log = kept;
    } catch (const report::Error&) {
        outcome.log.clear();
    }
}

} // namespace

std::string tail(const std::string& text, std::size_t lines) {
    std::string_view rest(text);
    rest = rest.substr(0, rest.find_last_not_of('\n') + 1);
    std::string out;
    for (std::size_t count = 0; count < lines && !rest.empty(); ++count) {
        const std::size_t newline = rest.rfind('\n');
        const bool first = newline == std::string_view::npos;
        out.insert(0, printable(std::string(rest.substr(first ? 0 : newline + 1))) + "\n");
        rest = rest.substr(0, first ? 0 : newline);
    }
    return out;
}

std::string without_run(const std::string& text, const std::filesystem::path& topdir) {
    constexpr std::string_view script = "%{_topdir}/tmp/rpm-tmp.", any = "XXXXXX";
    std::string out = report::replaced(text, topdir.string(), "%{_topdir}");
    for (std::size_t at = 0; (at = out.find(script, at)) != std::string::npos;) {
        at += script.size();
        if (at + any.size() <= out.size()) out.replace(at, any.size(), any);
    }
    return without_magic_warnings(repo::without_private_paths(out, {}));
}

void hide_run(const std::filesystem::path& log, const std::filesystem::path& topdir) {
    constexpr off_t limit = 16 << 20;
    const auto status = fs::status_if_there(log);
    if (!status || status->st_size > limit) return;
    const std::string text = fs::read_file(log);
    const std::string hidden = without_run(text, topdir);
    if (hidden != text) fs::write_file(log, hidden, 0644, fs::Flush::no); // publishing flushes it
}

void append_to_log(const std::filesystem::path& log, const std::string& text) {
    std::ofstream out(log, std::ios::app);
    out << text;
    if (!out.flush()) throw report::system_error(log.string(), "write to", errno);
}

void keep_failed_logs(std::vector<Outcome>& outcomes, const std::filesystem::path& logs,
                      const std::filesystem::path& out, const std::string& target) noexcept {
    remove_failed_logs(out, target);
    for (Outcome& outcome : outcomes) {
        const std::filesystem::path name = repo::log_path(outcome.component);
        keep_log(outcome, logs / name.filename(), failed_directory(out, target) / name);
    }
}

void remove_failed_logs(const std::filesystem::path& out, const std::string& target) noexcept {
    std::error_code ignored;
    const std::filesystem::path directory = failed_directory(out, target);
    for (std::filesystem::directory_iterator it(directory / "logs", ignored), end;
         !ignored && it != end; it.increment(ignored))
        if (it->path().extension() == ".log") std::filesystem::remove(it->path(), ignored);
    // Only when empty: rmdir, not remove_all.
    std::filesystem::remove(directory / "logs", ignored);
    std::filesystem::remove(directory, ignored);
}

} // namespace calpkg::rpmbuild
