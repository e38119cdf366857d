#include "lib/stage/edits.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace calpkg::stage {

namespace {

constexpr std::string_view kPython = "python";

/// What follows the interpreter in a `#!…python…` line ("", or options with the blank before them);
/// nothing when the line names no python. As in the regular expression, the last "python" that can
/// match is the interpreter.
std::optional<std::string_view> python_options(std::string_view line) {
    if (line.substr(0, 2) != "#!") return std::nullopt;
    std::size_t at = line.rfind(kPython);
    while (at != std::string_view::npos && at >= 2) {
        const std::size_t end = line.find_first_not_of("0123456789.", at + kPython.size());
        if (end == std::string_view::npos) return std::string_view();
        if (line[end] == ' ' || line[end] == '\t') return line.substr(end);
        at = line.rfind(kPython, at - 1);
    }
    return std::nullopt;
}

void replace_interpreter(const std::string& interpreter, std::string& content) {
    const std::size_t newline = content.find('\n');
    const std::optional<std::string_view> options =
        python_options(std::string_view(content).substr(0, newline));
    if (!options) return;
    std::string line = "#!" + interpreter + std::string(*options) + "\n";
    content.replace(0, newline == std::string::npos ? newline : newline + 1, line);
}

/// A token and where it occurs next.
struct Token {
    std::string_view token;
    std::string_view text;
    std::size_t next = 0;
};

/// The token that comes first at or after `from`, the longest of several; null when none is left.
const Token* first_of(std::vector<Token>& tokens, const std::string& content, std::size_t from) {
    const Token* first = nullptr;
    for (Token& token : tokens) {
        if (token.next != std::string::npos && token.next < from)
            token.next = content.find(token.token, from);
        if (token.next == std::string::npos) continue;
        if (first == nullptr || token.next < first->next ||
            (token.next == first->next && token.token.size() > first->token.size()))
            first = &token;
    }
    return first;
}

std::string replace_tokens(const std::map<std::string, std::string>& replace,
                           const std::string& content) {
    std::vector<Token> tokens;
    for (const auto& [token, text] : replace)
        if (!token.empty()) tokens.push_back({token, text, content.find(token)});
    std::string out;
    std::size_t done = 0;
    while (const Token* token = first_of(tokens, content, done)) {
        out.append(content, done, token->next - done).append(token->text);
        done = token->next + token->token.size();
    }
    return out.append(content, done, std::string::npos);
}

} // namespace

std::string apply(const Edits& edits, std::string content) {
    if (!edits.shebang.empty()) replace_interpreter(edits.shebang, content);
    if (!edits.replace.empty()) content = replace_tokens(edits.replace, content);
    return edits.prepend + content;
}

std::string with_edits_of(const FileSource& source, std::string content) {
    return source.edits ? apply(*source.edits, std::move(content)) : content;
}

} // namespace calpkg::stage
