#include "lib/python/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

namespace calpkg::python {

namespace {

bool is_name_start(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalpha(byte) != 0 || c == '_' || byte >= 0x80;
}

bool is_name_part(char c) {
    return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

char closing_of(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

class Lexer {
public:
    explicit Lexer(std::string_view source) : source_(source) {
        if (source_.starts_with("\xef\xbb\xbf")) at_ = 3;
    }

    PythonText run() {
        while (!stopped_ && at_ < source_.size()) {
            if (line_start_) indentation();
            if (at_ < source_.size()) step();
        }
        if (!stopped_) finish();
        return std::move(text_);
    }

private:
    struct Bracket {
        char open;
        int line;
    };

    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
    }

    void add(TextToken::Kind kind, std::size_t begin, int line) {
        text_.tokens.push_back({kind, source_.substr(begin, at_ - begin), line, {}});
    }

    void problem(TextProblem::Kind kind, int line, std::string message) {
        text_.problems.push_back({kind, line, std::move(message)});
        stopped_ = stopped_ || kind != TextProblem::Kind::mixed_indentation;
    }

    /// Looks at the white space before the first token of a logical line.
    void indentation() {
        const std::size_t begin = at_;
        while (peek() == ' ' || peek() == '\t' || peek() == '\f') ++at_;
        line_start_ = false;
        const char next = peek();
        if (next == '#' || next == '\n' || next == '\r' || at_ == source_.size()) return;
        const std::string_view white = source_.substr(begin, at_ - begin);
        const bool tabs = white.find('\t') != white.npos, spaces = white.find(' ') != white.npos;
        if (tabs && tab_line_ == 0) tab_line_ = line_;
        if (spaces && space_line_ == 0) space_line_ = line_;
        if (mixed_ || tab_line_ == 0 || space_line_ == 0) return;
        mixed_ = true;
        problem(TextProblem::Kind::mixed_indentation, line_,
                tabs && spaces
                    ? "is indented with tabs and spaces"
                    : fmt::format("is indented with {}, line {} with {}", tabs ? "tabs" : "spaces",
                                  tabs ? space_line_ : tab_line_, tabs ? "spaces" : "tabs"));
    }

    void step() {
        const char c = peek();
        if (c == '\n' || c == '\r') return line_end();
        if (c == '#') {
            while (at_ < source_.size() && peek() != '\n' && peek() != '\r') ++at_;
        } else if (c == '\\' && (peek(1) == '\n' || peek(1) == '\r')) {
            ++at_;
            skip_line_end();
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            ++at_;
        } else if (const std::size_t prefix = string_prefix(); prefix != kNoString) {
            string(prefix);
        } else if (is_name_start(c)) {
            word(TextToken::Kind::name);
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            word(TextToken::Kind::number);
        } else {
            op();
        }
    }

    void skip_line_end() {
        if (peek() == '\r' && peek(1) == '\n') ++at_;
        ++at_;
        ++line_;
    }

    void line_end() {
        if (brackets_.empty()) {
            end_logical_line();
            line_start_ = true;
        }
        skip_line_end();
    }

    void end_logical_line() {
        if (!text_.tokens.empty() && text_.tokens.back().kind != TextToken::Kind::newline)
            text_.tokens.push_back({TextToken::Kind::newline, source_.substr(at_, 0), line_, {}});
    }

    void word(TextToken::Kind kind) {
        const std::size_t begin = at_;
        while (at_ < source_.size() && is_name_part(peek())) ++at_;
        add(kind, begin, line_);
    }

    void op() {
        const std::size_t begin = at_;
        const char c = peek();
        ++at_;
        if (c == '(' || c == '[' || c == '{') brackets_.push_back({c, line_});
        if (c == ')' || c == ']' || c == '}') close(c);
        // What matters is to tell "=" from "==" and "+=": an operator takes the "=" behind it.
        if (std::string_view("=+-*/%&|^<>!@:").find(c) != std::string_view::npos && peek() == '=')
            ++at_;
        add(TextToken::Kind::op, begin, line_);
    }

    void close(char c) {
        if (brackets_.empty())
            return problem(TextProblem::Kind::unbalanced_bracket, line_,
                           fmt::format("'{}' closes nothing", c));
        const Bracket open = brackets_.back();
        brackets_.pop_back();
        if (closing_of(open.open) != c)
            problem(
                TextProblem::Kind::unbalanced_bracket, line_,
                fmt::format("'{}' does not close the '{}' of line {}", c, open.open, open.line));
    }

    static constexpr std::size_t kNoString = std::string_view::npos;

    /// Length of the prefix (r, b, u, f and pairs of them) when a string begins here.
    std::size_t string_prefix() const {
        std::size_t length = 0;
        while (length < 3 && std::string_view("rRbBuUfF").find(peek(length)) != kNoString &&
               peek(length) != '\0')
            ++length;
        const char quote = peek(length);
        return length < 3 && (quote == '"' || quote == '\'') ? length : kNoString;
    }

    void string(std::size_t prefix) {
        const std::size_t begin = at_;
        const int line = line_;
        const char quote = peek(prefix);
        const bool triple = peek(prefix + 1) == quote && peek(prefix + 2) == quote;
        const std::string end(triple ? 3 : 1, quote);
        at_ += prefix + end.size();
        const std::size_t content = at_;
        while (at_ < source_.size() && source_.compare(at_, end.size(), end) != 0) {
            const bool escape = peek() == '\\' && at_ + 1 < source_.size();
            if (escape) ++at_;
            const bool ends_line = peek() == '\n' || peek() == '\r';
            if (ends_line && !triple && !escape) break;
            if (ends_line)
                skip_line_end();
            else
                ++at_;
        }
        if (at_ >= source_.size() || source_.compare(at_, end.size(), end) != 0)
            return problem(TextProblem::Kind::unterminated_string, line,
                           fmt::format("a string that begins with {} has no end", end));
        const std::string_view inside = source_.substr(content, at_ - content);
        at_ += end.size();
        add(TextToken::Kind::string, begin, line);
        text_.tokens.back().content = inside;
    }

    void finish() {
        if (!brackets_.empty())
            return problem(TextProblem::Kind::unbalanced_bracket, brackets_.back().line,
                           fmt::format("'{}' is never closed", brackets_.back().open));
        end_logical_line();
    }

    std::string_view source_;
    std::size_t at_ = 0;
    int line_ = 1;
    bool line_start_ = true;
    bool stopped_ = false;
    bool mixed_ = false;
    int tab_line_ = 0;   ///< first line indented with a tab
    int space_line_ = 0; ///< first line indented with a space
    std::vector<Bracket> brackets_;
    PythonText text_;
};

} // namespace

bool PythonText::well_formed() const {
    return std::all_of(problems.begin(), problems.end(), [](const TextProblem& problem) {
        return problem.kind == TextProblem::Kind::mixed_indentation;
    });
}

PythonText read_python(std::string_view source) { return Lexer(source).run(); }

} // namespace calpkg::python
