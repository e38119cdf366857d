#include "lib/venv/runner.hpp"

#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

extern char** environ;

namespace calpkg::venv {

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
void check_references(const std::string& word, const std::string& subject) {
    const std::vector<std::string> known{"in", "out", "script"};
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

std::vector<std::string> read_template(const std::string& text, const std::string& subject) {
    if (text.empty() || text == "local") return {};
    std::vector<std::string> words = Splitter(text, subject).split();
    if (words.empty())
        throw report::Error(subject, "names no program", "give a command, or 'local'");
    for (const std::string& word : words) check_references(word, subject);
    const auto script = std::find_if(words.begin(), words.end(), [](const std::string& word) {
        return word.find("{script}") != std::string::npos;
    });
    const std::size_t behind = static_cast<std::size_t>(script - words.begin()) + 1;
    if (script == words.end()) {
        words.insert(words.end(), {"sh", "{script}", "{in}", "{out}"});
        return words;
    }
    const bool has_in = holds(words, behind - 1, "{in}");
    const bool has_out = holds(words, behind - 1, "{out}");
    if (!has_in && !has_out) words.insert(words.end(), {"{in}", "{out}"});
    if (has_in != has_out)
        throw report::Error(subject,
                            fmt::format("has no {} after {{script}}", has_in ? "{out}" : "{in}"),
                            "give the script '{in} {out}', or neither");
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

process::Environment environment(bool network) {
    process::Environment env = process::plain_environment();
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos || !passes(text.substr(0, equals), network)) continue;
        env.emplace_back(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
    }
    return env;
}

} // namespace

Runner::Runner(const std::string& text, const std::string& option)
    : text_(text.empty() ? "local" : text),
      option_(option),
      words_(read_template(text, fmt::format("{} '{}'", option, text))) {}

process::Command Runner::command(const std::filesystem::path& in, const std::filesystem::path& out,
                                 const std::filesystem::path& script, bool network) const {
    process::Command command;
    command.env = environment(network);
    command.argv = words_;
    if (words_.empty()) command.argv = {"sh", "{script}", "{in}", "{out}"};
    for (std::string& word : command.argv) {
        replace_all(word, "{in}", in.string());
        replace_all(word, "{out}", out.string());
        replace_all(word, "{script}", script.string());
    }
    return command;
}

} // namespace calpkg::venv
