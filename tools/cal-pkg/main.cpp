#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/cli/help.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/program.hpp"
#include "cal-pkg/cli/usage_errors.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <iostream>
#include <locale>
#include <optional>
#include <poll.h>
#include <system_error>
#include <unistd.h>

namespace {

using namespace calpkg;

constexpr int kFailure = 2;
constexpr int kInterrupted = 130;

/// The arguments, with "help COMMAND" as "COMMAND --help", and --color before the command as one of its options.
std::vector<std::string> arguments(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    const std::ptrdiff_t colour = words.empty()                           ? 0
                                  : words.front() == "--color"            ? 2
                                  : words.front().starts_with("--color=") ? 1
                                                                          : 0;
    if (static_cast<std::ptrdiff_t>(words.size()) > colour)
        std::rotate(words.begin(), words.begin() + colour, words.begin() + colour + 1);
    if (words.empty() || words.front() != "help") return words;
    words.erase(words.begin());
    words.emplace_back("--help");
    return words;
}

void check_command_name(const std::vector<std::string>& words) {
    if (words.empty()) throw cli::missing_command("cal-pkg", cli::commands());
    const std::string& word = words.front();
    const auto is_it = [&](const cli::CommandEntry& entry) { return entry.name == word; };
    if (!word.starts_with("-") && std::ranges::none_of(cli::commands(), is_it))
        throw cli::unknown_command(word, word, cli::commands());
}

/// The command as it was typed, and where it is parsed.
std::pair<std::string, const CLI::App*> used_command(const CLI::App& app) {
    const CLI::App* used = &app;
    std::string shown = app.get_name();
    while (!used->get_subcommands().empty()) {
        used = used->get_subcommands().front();
        shown += " " + used->get_name();
    }
    return {shown, used};
}

/// What CLI11 says about wrong usage, in this program's words where they help more.
report::Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
    const auto [shown, used] = used_command(app);
    const auto* extras = dynamic_cast<const CLI::ExtrasError*>(&error);
    if (extras != nullptr) cli::refuse_extras(*used, used->remaining(), shown);
    const std::string said = error.what();
    const CLI::Option* option = used->get_option_no_throw(said.substr(0, said.find(':')));
    const std::string remedy = fmt::format("see '{} --help'", shown);
    if (option != nullptr && option->get_expected_max() == 1 && option->count() > 1)
        return {option->get_name(),
                fmt::format("is given {} times, and takes one value", option->count()),
                "give it once; " + remedy};
    return {"", said, remedy};
}

int run(int argc, char** argv) {
    CLI::App app(cli::program_summary(), "cal-pkg");
    cli::set_up_help(app);
    app.footer(cli::program_example());
    app.require_subcommand(1);

    std::vector<std::string> words = arguments(argc, argv);
    check_command_name(words);
    // Of the others only name and summary are needed: their options take longer to set up than some repair
    // to make, and read layouts that a machine with an egg to repair need not have.
    std::unique_ptr<cli::Command> command;
    for (const cli::CommandEntry& entry : cli::commands()) {
        CLI::App* subcommand = cli::add_command(app, entry);
        if (words.front() != entry.name) continue;
        command = entry.make();
        command->configure(*subcommand);
    }
    try {
        std::reverse(words.begin(), words.end()); // as CLI11 takes them
        app.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error, std::cout, std::cerr);
        throw usage_error(app, error);
    }
    return command ? command->run() : kFailure;
}

/// A standard stream that is closed would be the next file that is opened: /dev/null, opened the wrong
/// way round, takes its place, so that using it fails. A reader that goes away is an error like any
/// other, and not the end of a build without cleaning up.
void prepare_descriptors() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(stream, F_GETFD) < 0) [[maybe_unused]]
            const int fd = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a limit of the shell: writing fails, and is cleaned up behind
}

/// Ends as programs do whose reader has gone, such as that of `cal-pkg explain --list | head -1`: by SIGPIPE, and
/// without a word. What was to be done has been done.
void end_if_nobody_reads() {
    std::cout.flush();
    pollfd reader{STDOUT_FILENO, POLLOUT, 0};
    if (std::cout || poll(&reader, 1, 0) != 1 || (reader.revents & POLLERR) == 0) return;
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
}

report::Error unexpected(const std::exception& error) {
    const auto* failure = dynamic_cast<const std::system_error*>(&error);
    if (failure != nullptr && failure->code() == std::errc::resource_unavailable_try_again)
        return {"cannot start a thread",
                "there is too little memory, or there are too many processes",
                "raise the limits that 'ulimit -v' and 'ulimit -u' show"};
    return {"internal error", error.what(), "please report it"};
}

} // namespace

int main(int argc, char** argv) {
    prepare_descriptors();
    std::optional<process::InterruptGuard>
        guard; // a second signal does not cut an error message short
    try {
        guard.emplace();
        const int status = run(argc, argv);
        end_if_nobody_reads();
        cli::flush_output();
        return status;
    } catch (const report::Interrupted&) {
        cli::print_error(std::cerr, "interrupted; each file is as it was, or done");
        return kInterrupted;
    } catch (const report::Error& error) {
        cli::print_error(std::cerr, error);
    } catch (const std::filesystem::filesystem_error& error) {
        cli::print_error(std::cerr, cli::error_of(error));
    } catch (const std::bad_alloc&) {
        cli::print_error(std::cerr, "out of memory");
    } catch (const std::exception& error) {
        cli::print_error(std::cerr, unexpected(error));
    }
    return kFailure;
}
