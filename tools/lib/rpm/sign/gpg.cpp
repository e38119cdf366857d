#include "lib/rpm/sign/gpg.hpp"

#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unistd.h>

namespace calpkg::rpm {

namespace {

constexpr std::string_view kStatus = "[GNUPG:] ";
constexpr int kTimedOut = 124, kKilledLate = 137; // of timeout(1)

process::Environment environment() {
    process::Environment env = process::plain_environment();
    if (const char* home = std::getenv("GNUPGHOME")) env.emplace_back("GNUPGHOME", home);
    std::array<char, 256> terminal{};
    if (ttyname_r(STDERR_FILENO, terminal.data(), terminal.size()) == 0)
        env.emplace_back("GPG_TTY", terminal.data());
    if (const char* type = std::getenv("TERM")) env.emplace_back("TERM", type);
    return env;
}

/// The last line that is none for programs.
std::string last_words(std::string_view text) {
    constexpr std::string_view gpg = "gpg: ";
    std::string words;
    for (const std::string& line : report::lines_of(text))
        if (!line.empty() && !line.starts_with(kStatus))
            words = line.substr(line.starts_with(gpg) ? gpg.size() : 0);
    return words;
}

} // namespace

std::vector<std::string> gpg_status(std::string_view printed) {
    std::vector<std::string> status;
    for (const std::string& line : report::lines_of(printed))
        if (line.starts_with(kStatus)) status.push_back(line.substr(kStatus.size()));
    return status;
}

std::vector<std::string> GpgAnswer::lines(std::string_view keyword) const {
    std::vector<std::string> found;
    for (const std::string& line : status)
        if (line.starts_with(keyword) && line.substr(keyword.size(), 1) == " ")
            found.push_back(line.substr(keyword.size() + 1));
    return found;
}

Asking asking_here() {
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 ? Asking::on_terminal
                                                                   : Asking::never;
}

std::uint64_t gpg_time_limit(Asking asking, std::uint64_t bytes) {
    return (asking == Asking::never ? 60 : 600) + bytes / 10'000'000;
}

GpgAnswer run_gpg(const std::vector<std::string>& arguments, Asking asking, std::string_view input,
                  std::uint64_t bytes) {
    process::require_program("gpg");
    const std::string limit = std::to_string(gpg_time_limit(asking, bytes));
    process::Command command;
    command.argv = {"timeout", "--kill-after=5", limit,          "gpg",
                    "--batch", "--no-tty",       "--status-fd=2"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.env = environment();
    process::Started gpg(command);
    process::Result result = gpg.finish(input);
    if (result.signal == 0 && (result.exit_code == kTimedOut || result.exit_code == kKilledLate))
        throw report::Error("gpg", "has not answered within " + limit + " seconds",
                            "see what gpg-agent waits for; 'gpgconf --kill gpg-agent' ends it");
    GpgAnswer answer;
    answer.ok = result.ok();
    answer.out = std::move(result.out);
    answer.status = gpg_status(result.err);
    answer.words = last_words(result.err);
    if (answer.words.empty()) answer.words = result.ending();
    return answer;
}

} // namespace calpkg::rpm
