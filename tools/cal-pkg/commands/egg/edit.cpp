#include "cal-pkg/commands/egg/edit.hpp"

#include "cal-pkg/cli/colour.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/diff/text_diff.hpp"
#include "lib/egg/patch/edit_copy.hpp"
#include "lib/process/foreground.hpp"
#include "lib/process/interrupt.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <iostream>
#include <optional>
#include <poll.h>
#include <string_view>
#include <unistd.h>

namespace calpkg::commands {

namespace {

using process::shell_word;

/// A line that was typed; nothing at the end of input. Throws report::Interrupted.
std::optional<std::string> read_line() {
    for (std::string line;;) {
        pollfd fds[] = {{STDIN_FILENO, POLLIN, 0}, {process::interrupt_fd(), POLLIN, 0}};
        poll(fds, 2, -1);
        process::check_interrupt();
        char byte = 0;
        const ssize_t count = fds[0].revents == 0 ? -1 : read(STDIN_FILENO, &byte, 1);
        if (count == 1 && byte == '\n') return line;
        if (count == 1)
            line += byte;
        else if (count == 0 || (fds[0].revents != 0 && errno != EINTR))
            return std::nullopt;
    }
}

/// The letter of `letters` that was answered. Throws report::Error at the end of input.
char ask(const std::string& question, std::string_view letters) {
    for (;;) {
        std::cout << question << std::flush;
        std::optional<std::string> line;
        try {
            line = read_line();
        } catch (const report::Interrupted&) {
            std::cout << '\n';
            throw;
        }
        if (!line) {
            std::cout << '\n';
            throw report::Error("egg edit", "the question was not answered", "nothing was changed");
        }
        const std::size_t begin = line->find_first_not_of(" \t");
        if (begin != line->npos && letters.find((*line)[begin]) != letters.npos)
            return (*line)[begin];
    }
}

/// One member's way through the editor.
class Session {
public:
    Session(const EggChange& change, const EggArgument& given, const egg::EggLocation& location,
            const std::string& member)
        : change_(change),
          given_(given),
          location_(location),
          member_(member),
          opened_(location),
          before_(text_of(opened_.egg(), member)),
          copy_(member, before_) {}

    void run() {
        try {
            edit();
            copy_.remove();
        } catch (...) {
            keep();
            throw;
        }
    }

private:
    static std::string text_of(const egg::Egg& egg, const std::string& member) {
        std::string text = content_of(egg, member);
        if (!diff::is_text(text))
            throw report::Error(
                egg.name(), member + " is not text",
                fmt::format("'cal-pkg egg patch --replace {}=FILE' writes another one",
                            shell_word(member)));
        return text;
    }

    /// Until it is applied or discarded.
    void edit() {
        for (bool again = true;;) {
            if (again) open_editor();
            const bool written = copy_.is_written();
            const std::string text = copy_.text();
            char answer = 'd';
            if (text != before_) {
                answer = decide(text);
            } else if (!written) {
                std::cerr << fmt::format("cal-pkg: {} has not written the file; if it is still "
                                         "open in a window, an option such as --wait makes it "
                                         "wait the next time: VISUAL={}\n",
                                         report::escaped(editor_), shell_word(editor_ + " --wait"));
                answer =
                    ask("[l]ook again when you have saved it, [e]dit again, [d]iscard? ", "led");
            } else {
                std::cerr << "cal-pkg: " << report::escaped(member_) << ": nothing was changed\n";
                return;
            }
            if (answer == 'a') return apply(text);
            if (answer == 'd') {
                std::cerr << "cal-pkg: nothing was changed\n";
                return;
            }
            again = answer == 'e';
        }
    }

    /// Until it returns: one that goes on in a window does so before. Throws report::Error when it fails.
    void open_editor() {
        editor_ = process::editor_of_environment();
        const process::Result result = process::run_in_foreground(editor_, copy_.file().string());
        process::check_interrupt();
        if (!result.ok())
            throw report::Error(editor_, "ended with " + result.ending(),
                                "nothing was changed; VISUAL or EDITOR names the editor");
    }

    /// Shows what was written, and asks.
    char decide(const std::string& text) {
        const EggChange::Preview preview = change_.preview(location_, opened_.egg(), member_, text);
        std::cout << cli::shown_diff(egg::to_text(preview.differences),
                                     cli::is_in_colour(STDOUT_FILENO));
        cli::print_findings(std::cout, preview.findings);
        std::cout << std::flush;
        if (!preview.refusal) return ask("[a]pply, [e]dit again, [d]iscard? ", "aed");
        cli::print_error(std::cerr, *preview.refusal);
        return ask("It cannot be applied: [e]dit again, [d]iscard? ", "ed");
    }

    void apply(const std::string& text) {
        egg::Request request;
        request.replace.emplace_back(member_, text);
        change_.run(location_, request,
                    {.differences = false, .look = [&](const egg::Egg& now) {
                         outdated_ = !now.has(member_) || now.read(member_) != before_;
                         if (outdated_)
                             throw report::Error(location_.shown + ": " + member_,
                                                 "somebody else has changed it meanwhile",
                                                 "nothing was changed; edit it again");
                     }});
    }

    /// Something has gone wrong: what was written stays, and its path is told.
    void keep() {
        try {
            // Whoever has ended this process may not have ended the editor.
            if (!process::interrupted() && copy_.text() == before_ && !copy_.has_company())
                return copy_.remove();
        } catch (const report::Error&) {
            // What cannot be read is the user's to look at.
        }
        if (!copy_.is_there()) { // the error tells that it is gone
            if (!copy_.has_company()) return copy_.remove();
            std::cerr << "cal-pkg: what the editor has left is kept in "
                      << report::escaped(copy_.file().parent_path().string()) << '\n';
            return;
        }
        std::cerr << "cal-pkg: what was written is kept in "
                  << report::escaped(copy_.file().string());
        if (outdated_) { // To apply it would undo what somebody else has done.
            std::cerr << "; compare it with 'cal-pkg egg show'\n";
            return;
        }
        const std::string name = given_.name.empty() ? "" : " --egg " + shell_word(given_.name);
        std::cerr << fmt::format("\ncal-pkg: 'cal-pkg egg patch {}{} --replace {}{}' applies it\n",
                                 shell_word(given_.given), name,
                                 shell_word(member_ + "=" + copy_.file().string()),
                                 change_.words());
    }

    const EggChange& change_;
    const EggArgument& given_;
    const egg::EggLocation& location_;
    std::string member_;
    egg::OpenedEgg opened_;
    std::string before_;
    egg::EditCopy copy_;
    std::string editor_;
    bool outdated_ = false; ///< somebody else has changed the member meanwhile
};

} // namespace

void EggEdit::configure(CLI::App& app) {
    app.footer("cal-pkg egg edit /opt/calamari");
    egg_.configure(app);
    app.add_option("MEMBER", member_, "Member to edit (default " + member_ + ")")
        ->check(cli::kNotEmpty)
        ->type_name("MEMBER");
    change_.configure(app);
}

int EggEdit::run() {
    change_.check_options();
    if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0)
        throw report::Error("egg edit", "needs a terminal, for the editor and for its question",
                            fmt::format("without one use 'cal-pkg egg patch {} --replace {}=FILE'",
                                        shell_word(egg_.given), shell_word(member_)));
    const egg::EggLocation location = egg_.locate();
    change_.check(location, egg_.given);
    change_.check_writable(location);
    for (const std::filesystem::path& left : egg::EditCopy::unfinished())
        std::cerr << fmt::format(
            "cal-pkg: note: {} is from an edit that did not end; unless an editor still has it "
            "open, take from it what you need, then remove it\n",
            report::escaped(left.string()));
    Session(change_, egg_, location, member_).run();
    return 0;
}

} // namespace calpkg::commands
