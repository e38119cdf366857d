#include "lib/engine/run.hpp"

#include "lib/engine/placeholders.hpp"
#include "lib/process/environment.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>

namespace calpkg::engine {

namespace {

constexpr std::size_t kLongestLine = 4096; // std::regex goes a level deeper with each character

/// The lines of `text`, the last first.
std::vector<std::string> lines_from_the_end(const std::string& text) {
    std::vector<std::string> lines = report::lines_of(text);
    std::ranges::reverse(lines);
    for (std::string& line : lines) line.resize(std::min(line.size(), kLongestLine));
    return lines;
}

/// All but the user's language: what is printed is read.
process::Environment environment() {
    process::Environment env = process::whole_environment();
    std::erase_if(env, [](const auto& variable) {
        return variable.first.starts_with("LC_") || variable.first.starts_with("LANG");
    });
    env.emplace_back("LC_ALL", "C.UTF-8");
    return env;
}

void note_line(const process::Command& command, const std::filesystem::path& log) {
    std::string line = "$";
    for (const std::string& word : command.argv) line += " " + process::shell_word(word);
    std::ofstream(log, std::ios::app) << line << '\n';
}

} // namespace

process::Command command_of(const BuilderCommand& step, const Values& values,
                            const std::filesystem::path& directory, Deadline deadline) {
    process::Command command;
    for (const std::string& word : step.argv)
        command.argv.push_back(with_placeholders(word, values));
    command.env = environment();
    command.cwd = directory;
    command.deadline = deadline;
    return command;
}

process::Result run_logged(const process::Command& command, const std::filesystem::path& log) {
    note_line(command, log);
    process::Command kept = command;
    kept.on_err = [&](std::string_view piece) { std::ofstream(log, std::ios::app) << piece; };
    process::Result result = process::run(kept);
    std::ofstream(log, std::ios::app) << result.out;
    return result;
}

process::Result run_into(const process::Command& command, const std::filesystem::path& log) {
    note_line(command, log);
    process::Command logging = command;
    logging.log = log;
    return process::run(logging);
}

std::string text_of_log(const std::filesystem::path& log) {
    constexpr std::streamoff most = 16 << 20;
    std::ifstream in(log, std::ios::binary | std::ios::ate);
    if (!in) return {};
    const std::streamoff size = in.tellg();
    in.seekg(std::max<std::streamoff>(0, size - most));
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string last_match(const std::string& pattern, const std::string& text) {
    const std::regex wanted(pattern);
    std::smatch found;
    for (const std::string& line : lines_from_the_end(text))
        if (std::regex_search(line, found, wanted)) return found[1].str();
    return {};
}

std::string reason_in(const Builder& builder, const std::string& log) {
    std::vector<std::pair<std::regex, const std::string*>> reasons;
    for (const BuilderReason& reason : builder.reasons)
        reasons.emplace_back(std::regex(reason.text), &reason.says);
    for (const std::string& line : lines_from_the_end(log))
        for (const auto& [pattern, says] : reasons)
            if (std::regex_search(line, pattern)) return *says;
    return {};
}

std::string last_line(const std::string& log) {
    // "[    1s]" says nothing.
    const auto says_something = [](const std::string& line) {
        return std::ranges::count_if(line, [](unsigned char c) { return std::isalpha(c) != 0; }) >
               1;
    };
    for (const std::string& line : lines_from_the_end(log))
        if (says_something(line) && !line.starts_with("$ ")) return line;
    return {};
}

} // namespace calpkg::engine
