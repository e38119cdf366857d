#include "lib/process/runner.hpp"

#include "lib/process/environment.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace calpkg::process {

namespace {

/// Splits into words as a shell does, without expanding anything. `subject` is what errors are about.
class Splitter {
public:
    Splitter(const std::string& text, const std::string& subject)
        : text_(text),
          subject_(subject) {}

    std::vector<std::string> split() {
        for (at_ = 0; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == ' ' || c == '\t' || c == '\n')
                end_word();
            else if (c == '\'' || c == '"')
                quoted(c);
            else if (c == '\\')
                add(escaped());
            else
                add(c);
        }
        end_word();
        return words_;
    }

private:
    void add(char c) {
        word_ += c;
        in_word_ = true;
    }

    void end_word() {
        if (in_word_) words_.push_back(word_);
        word_.clear();
        in_word_ = false;
    }

    char escaped() {
        if (++at_ == text_.size())
            throw report::Error(subject_, "ends with a backslash",
                                "write the character that it escapes");
        return text_[at_];
    }

    void quoted(char quote) {
        in_word_ = true;
        while (++at_ < text_.size() && text_[at_] != quote)
            add(quote == '"' && text_[at_] == '\\' ? escaped() : text_[at_]);
        if (at_ >= text_.size())
            throw report::Error(subject_, fmt::format("a {} is not closed", quote),
                                "close it, or put a backslash before it");
    }

    const std::string& text_;
    const std::string& subject_;
    std::size_t at_ = 0;
    std::string word_;
    bool in_word_ = false;
    std::vector<std::string> words_;
};

bool holds(const std::vector<std::string>& words, std::size_t from, const std::string& text) {
    return std::any_of(
        words.begin() + static_cast<std::ptrdiff_t>(from), words.end(),
        [&](const std::string& word) { return word.find(text) != std::string::npos; });
}

/// Any other {name} is a mistake; braces around anything else are the program's own business.
void check_references(const std::string& word, const std::vector<std::string>& known,
                      const std::string& subject) {
    for (std::size_t open = word.find('{'); open != std::string::npos;
         open = word.find('{', open + 1)) {
        const std::size_t close = word.find('}', open);
        if (close == std::string::npos) return;
        const std::string name = word.substr(open + 1, close - open - 1);
        const bool is_name =
            !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == name.npos;
        if (is_name && std::find(known.begin(), known.end(), name) == known.end())
            throw report::Error(subject, fmt::format("{{{}}} is not a placeholder", name),
                                report::suggestion(name, known));
    }
}

/// "{in} {out}".
std::string in_braces(const std::vector<std::string>& names) {
    return fmt::format("{{{}}}", fmt::join(names, "} {"));
}

/// The words of a template, with all that its end may leave out.
std::vector<std::string> read_template(const std::string& text,
                                       const std::vector<std::string>& directories,
                                       const std::string& subject) {
    if (text.empty() || text == "local") return {};
    std::vector<std::string> known = directories;
    known.emplace_back("script");
    std::vector<std::string> words = Splitter(text, subject).split();
    if (words.empty())
        throw report::Error(subject, "names no program", "give a command, or 'local'");
    for (const std::string& word : words) check_references(word, known, subject);
    // It runs elsewhere than here.
    if (words[0].find('/') != std::string::npos && words[0].front() != '{')
        words[0] = std::filesystem::absolute(words[0]).lexically_normal().string();
    const auto script = std::find_if(words.begin(), words.end(), [](const std::string& word) {
        return word.find("{script}") != std::string::npos;
    });
    const auto at = static_cast<std::size_t>(script - words.begin());
    if (script == words.end()) words.insert(words.end(), {"sh", "{script}"});
    std::vector<std::string> missing;
    for (const std::string& name : directories)
        if (!holds(words, at, "{" + name + "}")) missing.push_back(name);
    if (missing.size() != directories.size() && !missing.empty())
        throw report::Error(
            subject, fmt::format("has no {} after {{script}}", in_braces(missing)),
            fmt::format("give the script '{}', or none of them", in_braces(directories)));
    for (const std::string& name : missing) words.push_back("{" + name + "}");
    return words;
}

void replace_all(std::string& word, const std::string& name, const std::string& value) {
    for (std::size_t at = word.find(name); at != std::string::npos;
         at = word.find(name, at + value.size()))
        word.replace(at, name.size(), value);
}

/// What a container engine or ssh needs to find its configuration.
constexpr std::string_view kRunnerVariables[] = {"XDG_RUNTIME_DIR",
                                                 "DBUS_SESSION_BUS_ADDRESS",
                                                 "SSH_AUTH_SOCK",
                                                 "DOCKER_HOST",
                                                 "DOCKER_CONFIG",
                                                 "CONTAINER_HOST",
                                                 "CC"};
constexpr std::string_view kNetworkVariables[] = {
    "http_proxy",         "https_proxy",    "no_proxy",           "HTTP_PROXY",
    "HTTPS_PROXY",        "NO_PROXY",       "all_proxy",          "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"};
constexpr std::string_view kNetworkPrefixes[] = {"PIP_", "npm_config_", "NPM_CONFIG_"};

bool passes(std::string_view name, bool network) {
    const auto among = [&](const auto& names) {
        return std::find(std::begin(names), std::end(names), name) != std::end(names);
    };
    return among(kRunnerVariables) ||
           (network && (among(kNetworkVariables) ||
                        std::ranges::any_of(kNetworkPrefixes, [&](std::string_view prefix) {
                            return name.starts_with(prefix);
                        })));
}

Environment environment(bool network) {
    Environment env = plain_environment();
    for (auto& [name, value] : whole_environment())
        if (passes(name, network)) env.emplace_back(std::move(name), std::move(value));
    return env;
}

} // namespace

Runner::Runner(const std::string& text, const std::string& option,
               const std::vector<std::string>& directories)
    : text_(text.empty() ? "local" : text),
      option_(option),
      directories_(directories),
      words_(read_template(text, directories, fmt::format("{} '{}'", option, text))) {}

Command Runner::command(const std::vector<std::filesystem::path>& directories,
                        const std::filesystem::path& script, bool network) const {
    Command command;
    command.env = environment(network);
    command.argv = words_;
    if (words_.empty()) {
        command.argv = {"sh", "{script}"};
        for (const std::string& name : directories_) command.argv.push_back("{" + name + "}");
    }
    for (std::string& word : command.argv) {
        for (std::size_t i = 0; i < directories_.size(); ++i)
            replace_all(word, "{" + directories_[i] + "}", directories.at(i).string());
        replace_all(word, "{script}", script.string());
    }
    return command;
}

Result Runner::run(const Command& command) const {
    if (is_local()) return process::run(command);
    const auto about_option = [&](const report::Error& error, const std::string& remedy) {
        return report::Error(option_, fmt::format("{}: {}", error.subject(), error.reason()),
                             remedy);
    };
    try {
        return process::run(command);
    } catch (const UnfitProgram& error) {
        throw about_option(error, error.is_missing() ? "install it, or name another program"
                                                     : "name another program");
    } catch (const report::Error& error) {
        throw about_option(error, error.remedy());
    }
}

} // namespace calpkg::process
