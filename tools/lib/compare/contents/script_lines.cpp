#include "lib/compare/contents/script_lines.hpp"

#include "lib/web/script_lexer.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace calpkg::compare {

namespace {

using web::ScriptLexer;
using web::ScriptToken;

constexpr std::size_t kLongLine = 400, kCommaBreak = 80;

bool ends_in_one_of(std::string_view name, const std::vector<std::string_view>& endings) {
    return std::ranges::any_of(endings,
                               [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_script(std::string_view name) { return ends_in_one_of(name, {".js", ".mjs", ".cjs"}); }

/// Puts pieces of a text together and breaks lines between them.
class Lines {
public:
    void add(std::string_view piece) {
        if (piece.empty()) return;
        if (at_break_ && !piece.starts_with('\n')) out_ += '\n';
        at_break_ = false;
        out_ += piece;
        const std::size_t newline = piece.rfind('\n');
        column_ =
            newline == std::string_view::npos ? column_ + piece.size() : piece.size() - newline - 1;
    }
    void end_line() {
        at_break_ = true;
        column_ = 0;
    }
    std::size_t column() const { return column_; }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
    std::size_t column_ = 0;
    bool at_break_ = false;
};

/// Whether what follows `before` is a value, so that "/" begins a regular expression.
bool value_follows(const ScriptToken& before) {
    if (before.kind == ScriptToken::Kind::punctuator)
        return before.text != ")" && before.text != "]" && before.text != "}";
    if (before.kind != ScriptToken::Kind::name) return before.kind == ScriptToken::Kind::end;
    static constexpr std::array<std::string_view, 9> words{"return", "typeof", "case",  "in",  "of",
                                                           "delete", "void",   "throw", "else"};
    return std::ranges::find(words, before.text) != words.end();
}

/// Goes through a script token by token.
class ScriptBreaker {
public:
    explicit ScriptBreaker(std::string_view script) : script_(script), lexer_(script) {}

    std::string run() {
        ScriptToken before;
        for (ScriptToken token = lexer_.next(); token.kind != ScriptToken::Kind::end;
             token = lexer_.next()) {
            if ((token.text == "/" || token.text == "/=") && value_follows(before))
                token = lexer_.rescan_regex(token);
            const bool in_template = template_part(token);
            // A token ends where the next part begins; what lies between goes with what follows.
            const std::size_t end = in_template ? template_end_ : token.at + token.text.size();
            lines_.add(script_.substr(done_, end - done_));
            done_ = end;
            if (!in_template && token.kind == ScriptToken::Kind::punctuator) break_after(token);
            before = token;
        }
        lines_.add(script_.substr(done_));
        return lines_.take();
    }

private:
    /// Reads the text of a template where `token` begins one, or goes on with it behind a substitution.
    bool template_part(const ScriptToken& token) {
        if (token.text == "{") ++depth_;
        const bool resumes =
            token.text == "}" && !substitutions_.empty() && substitutions_.back() == depth_;
        if (token.text == "}" && !resumes && depth_ > 0) --depth_;
        if (token.text != "`" && !resumes) return false;
        if (resumes) substitutions_.pop_back();
        const bool ends = lexer_.template_ends(token);
        if (!ends) substitutions_.push_back(depth_);
        template_end_ = end_of_template(token.at + 1, ends);
        return true;
    }

    std::size_t end_of_template(std::size_t at, bool ends) const {
        for (; at < script_.size(); ++at) {
            if (script_[at] == '\\')
                ++at;
            else if (ends && script_[at] == '`')
                return at + 1;
            else if (!ends && script_.substr(at, 2) == "${")
                return at + 2;
        }
        return script_.size();
    }

    void break_after(const ScriptToken& token) {
        const bool ends = token.text == ";" || token.text == "{" || token.text == "}";
        if (ends || (token.text == "," && lines_.column() > kCommaBreak)) lines_.end_line();
    }

    std::string_view script_;
    ScriptLexer lexer_;
    Lines lines_;
    std::vector<std::size_t> substitutions_;
    std::size_t depth_ = 0, done_ = 0, template_end_ = 0;
};

/// For stylesheets, JSON and pages, and for scripts that are not sound: only texts in quotes are passed over.
std::string broken_anyhow(std::string_view text) {
    Lines lines;
    std::size_t done = 0;
    char quote = '\0';
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != '\0') {
            if (c == '\\')
                ++at;
            else if (c == quote || c == '\n')
                quote = '\0';
            continue;
        }
        if (c == '"' || c == '\'') quote = c;
        const bool ends = c == ';' || c == '{' || c == '}' || c == '>';
        const bool comma = c == ',' && lines.column() + at - done > kCommaBreak;
        if (!ends && !comma) continue;
        lines.add(text.substr(done, at + 1 - done));
        lines.end_line();
        done = at + 1;
    }
    lines.add(text.substr(done));
    return lines.take();
}

} // namespace

bool is_minified(const std::string& name, const std::string& content) {
    if (!is_script(name) && !ends_in_one_of(name, {".css", ".json", ".html", ".htm", ".map"}))
        return false;
    std::size_t begin = 0;
    while (begin < content.size()) {
        const std::size_t end = std::min(content.find('\n', begin), content.size());
        if (end - begin > kLongLine) return true;
        begin = end + 1;
    }
    return false;
}

std::string broken_lines(const std::string& name, const std::string& content) {
    if (!is_script(name)) return broken_anyhow(content);
    try {
        return ScriptBreaker(content).run();
    } catch (const web::ScriptError&) {
        return broken_anyhow(content);
    }
}

} // namespace calpkg::compare
