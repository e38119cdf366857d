#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

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
#include <unistd.h>

namespace {

using namespace calpkg;

constexpr int kFailure = 2;
constexpr int kInterrupted = 130;

/// The arguments, with "help COMMAND" as "COMMAND --help".
std::vector<std::string> arguments(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty() || words.front() != "help") return words;
    words.erase(words.begin());
    words.emplace_back("--help");
    return words;
}

/// "cal-pkg biuld" deserves better than "an argument was not expected".
void check_command_name(const std::vector<std::string>& words) {
    if (words.empty() || words.front()[0] == '-') return;
    std::vector<std::string> names;
    for (const cli::CommandEntry& entry : cli::commands()) names.emplace_back(entry.name);
    if (std::find(names.begin(), names.end(), words.front()) == names.end())
        throw report::Error(words.front(), "no such command",
                            report::suggestion(words.front(), names));
}

/// What CLI11 says about wrong usage, with a suggestion for an option that nearly is one.
report::Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App* used = &app;
    std::string command = "cal-pkg";
    while (!used->get_subcommands().empty()) {
        used = used->get_subcommands().front();
        command += " " + used->get_name();
    }
    const CLI::App& at = *used;
    for (const std::string& word : at.remaining()) {
        if (word.compare(0, 2, "--") != 0) continue;
        std::vector<std::string> options;
        for (const CLI::Option* option : at.get_options())
            for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
        return {word, "no such option",
                report::suggestion(word.substr(0, word.find('=')), options)};
    }
    return {"", error.what(), fmt::format("'{} --help' lists what there is", command)};
}

int run(int argc, char** argv) {
    CLI::App app("Makes RPMs of the Ceph Calamari checkouts.", "cal-pkg");
    app.set_version_flag("--version", "cal-pkg " CALPKG_VERSION);
    app.require_subcommand(1);

    std::vector<std::string> words = arguments(argc, argv);
    check_command_name(words);
    // Of the others only name and summary are needed: their options take longer to set up than some repair
    // to make, and read layouts that a machine with an egg to repair need not have.
    std::unique_ptr<cli::Command> command;
    for (const cli::CommandEntry& entry : cli::commands()) {
        CLI::App* subcommand = app.add_subcommand(entry.name, entry.summary);
        if (words.empty() || words.front() != entry.name) continue;
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

} // namespace

int main(int argc, char** argv) {
    prepare_descriptors();
    std::optional<process::InterruptGuard>
        guard; // a second signal does not cut an error message short
    try {
        guard.emplace();
        const int status = run(argc, argv);
        cli::flush_output();
        return status;
    } catch (const report::Interrupted&) {
        cli::print_error(std::cerr, "interrupted; nothing was changed");
        return kInterrupted;
    } catch (const report::Error& error) {
        cli::print_error(std::cerr, error.what());
    } catch (const std::filesystem::filesystem_error& error) {
        cli::print_error(std::cerr, report::Error(error.path1().string(),
                                                  "cannot be used: " + error.code().message(),
                                                  "check the path and its permissions")
                                        .what());
    } catch (const std::bad_alloc&) {
        cli::print_error(std::cerr, "out of memory");
    } catch (const std::exception& error) {
        cli::print_error(std::cerr,
                         fmt::format("internal error: {}; please report it", error.what()));
    }
    return kFailure;
}
