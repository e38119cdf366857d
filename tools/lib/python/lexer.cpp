#include "lib/python/lexer.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace calpkg::python {

namespace {

/// How deep CPython's parser lets brackets nest (MAXLEVEL). Readers of expressions call themselves.
constexpr std::size_t kDeepest = 200;

constexpr std::array<std::string_view, 25> kLongOperators{
    "**=", "//=", "<<=", ">>=", "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=",
    "<>",  "->",  ":=",  "+=",  "-=",  "*=", "/=", "%=", "|=", "&=", "^=", "@="};
constexpr std::string_view kSecondOfOperators = "*/<>=."; ///< what stands second in these
constexpr std::string_view kShortOperators = "()[]{},:;.=+-*/%@&|^~<>`!";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_start(char c) {
    return is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }
char closing_of(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

class Lexer {
public:
    explicit Lexer(std::string_view source) : source_(source) {
        if (source_.starts_with("\xef\xbb\xbf")) at_ = 3;
        constexpr std::size_t bytes_a_token = 8; // of ordinary code, with its comments
        lexed_.tokens.reserve(source_.size() / bytes_a_token);
    }

    Lexed run() {
        while (!stopped_ && at_ < source_.size()) {
            if (line_start_) indentation();
            if (at_ < source_.size()) step();
        }
        if (!stopped_) finish();
        return std::move(lexed_);
    }

private:
    struct Bracket {
        char open;
        int line;
    };

    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
    }

    bool peek_is(std::string_view text) const { return source_.substr(at_).starts_with(text); }

    Token& add(Token::Kind kind, std::size_t begin, int line) {
        const bool first =
            lexed_.tokens.empty() || lexed_.tokens.back().kind == Token::Kind::newline;
        lexed_.tokens.push_back(
            {kind, source_.substr(begin, at_ - begin), line, first && !indented_, {}, {}});
        return lexed_.tokens.back();
    }

    void problem(SyntaxProblem::Kind kind, int line, std::string message) {
        lexed_.problems.push_back({kind, line, std::move(message)});
        stopped_ = stopped_ || kind != SyntaxProblem::Kind::mixed_indentation;
    }

    /// Looks at the white space before the first token of a logical line.
    void indentation() {
        const std::size_t begin = at_;
        while (peek() == ' ' || peek() == '\t' || peek() == '\f') ++at_;
        line_start_ = false;
        const std::string_view white = source_.substr(begin, at_ - begin);
        indented_ = !white.empty() && white.back() != '\f'; // a form feed begins the line anew
        if (at_ == source_.size() || peek() == '#' || is_line_end(peek())) return;
        const bool tabs = white.find('\t') != white.npos, spaces = white.find(' ') != white.npos;
        if (tabs && tab_line_ == 0) tab_line_ = line_;
        if (spaces && space_line_ == 0) space_line_ = line_;
        if (mixed_ || tab_line_ == 0 || space_line_ == 0) return;
        mixed_ = true;
        problem(SyntaxProblem::Kind::mixed_indentation, line_,
                tabs && spaces
                    ? "is indented with tabs and spaces"
                    : fmt::format("is indented with {}, line {} with {}", tabs ? "tabs" : "spaces",
                                  tabs ? space_line_ : tab_line_, tabs ? "spaces" : "tabs"));
    }

    void step() {
        const char c = peek();
        if (is_line_end(c)) return line_end();
        if (c == ' ' || c == '\t' || c == '\f') {
            ++at_;
        } else if (c == '#') {
            while (at_ < source_.size() && !is_line_end(peek())) ++at_;
        } else if (c == '\\' && is_line_end(peek(1))) {
            ++at_;
            skip_line_end();
        } else if (const std::size_t prefix = string_prefix(); prefix != kNoString) {
            string(prefix);
        } else if (is_name_start(c)) {
            name();
        } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            number();
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
        if (!lexed_.tokens.empty() && lexed_.tokens.back().kind != Token::Kind::newline)
            add(Token::Kind::newline, at_, line_);
    }

    void name() {
        const std::size_t begin = at_;
        while (is_name_part(peek())) ++at_;
        add(Token::Kind::name, begin, line_);
    }

    /// Only the extent of a number matters: what is wrong in it is a compiler's business.
    void number() {
        const std::size_t begin = at_;
        const bool other_base = peek() == '0' && is_letter(peek(1));
        while (is_name_part(peek()) || peek() == '.') {
            const bool exponent = !other_base && (peek() == 'e' || peek() == 'E');
            const bool sign = peek(1) == '+' || peek(1) == '-';
            at_ += exponent && sign && is_digit(peek(2)) ? 2U : 1U;
        }
        add(Token::Kind::number, begin, line_);
    }

    std::size_t operator_size() const {
        if (kSecondOfOperators.find(peek(1)) == kSecondOfOperators.npos) return 1;
        const auto* const longer =
            std::find_if(kLongOperators.begin(), kLongOperators.end(),
                         [this](std::string_view op) { return peek_is(op); });
        return longer == kLongOperators.end() ? 1 : longer->size();
    }

    void op() {
        const std::size_t begin = at_;
        const char c = peek();
        at_ += operator_size();
        if (c == '(' || c == '[' || c == '{') open(c);
        if (c == ')' || c == ']' || c == '}') close(c);
        add(Token::Kind::op, begin, line_);
    }

    void open(char c) {
        brackets_.push_back({c, line_});
        if (brackets_.size() > kDeepest)
            problem(SyntaxProblem::Kind::unbalanced_bracket, line_,
                    fmt::format("'{}' is nested deeper than Python takes", c));
    }

    void close(char c) {
        if (brackets_.empty())
            return problem(SyntaxProblem::Kind::unbalanced_bracket, line_,
                           fmt::format("'{}' closes nothing", c));
        const Bracket open = brackets_.back();
        brackets_.pop_back();
        if (closing_of(open.open) != c)
            problem(
                SyntaxProblem::Kind::unbalanced_bracket, line_,
                fmt::format("'{}' does not close the '{}' of line {}", c, open.open, open.line));
    }

    static constexpr std::size_t kNoString = std::string_view::npos;

    /// Length of the prefix (up to two of u, b, r, f and t) when a string begins here.
    std::size_t string_prefix() const {
        std::size_t length = 0;
        while (length < 2 && peek(length) != '\0' &&
               std::string_view("uUbBrRfFtT").find(peek(length)) != kNoString)
            ++length;
        return peek(length) == '"' || peek(length) == '\'' ? length : kNoString;
    }

    void string(std::size_t prefix) {
        const std::size_t begin = at_;
        const int line = line_;
        const char quote = peek(prefix);
        const bool triple = peek(prefix + 1) == quote && peek(prefix + 2) == quote;
        const std::string end(triple ? 3 : 1, quote);
        at_ += prefix + end.size();
        const std::size_t content = at_;
        const auto is_plain = [quote](char c) {
            return c != quote && c != '\\' && !is_line_end(c);
        };
        while (at_ < source_.size()) {
            if (is_plain(peek())) {
                ++at_;
                continue;
            }
            if (peek_is(end)) break;
            const bool escape = peek() == '\\' && at_ + 1 < source_.size();
            if (escape) ++at_;
            if (is_line_end(peek()) && !triple && !escape) break;
            if (is_line_end(peek()))
                skip_line_end();
            else
                ++at_;
        }
        if (!peek_is(end))
            return problem(SyntaxProblem::Kind::unterminated_string, line,
                           fmt::format("a string that begins with {} has no end", end));
        const std::size_t content_end = at_;
        at_ += end.size();
        Token& token = add(Token::Kind::string, begin, line);
        token.prefix = source_.substr(begin, prefix);
        token.content = source_.substr(content, content_end - content);
    }

    void finish() {
        if (!brackets_.empty())
            return problem(SyntaxProblem::Kind::unbalanced_bracket, brackets_.back().line,
                           fmt::format("'{}' is never closed", brackets_.back().open));
        end_logical_line();
    }

    std::string_view source_;
    std::size_t at_ = 0;
    int line_ = 1;
    bool line_start_ = true;
    bool indented_ = false; ///< the logical line
    bool stopped_ = false;
    bool mixed_ = false;
    int tab_line_ = 0;   ///< first line indented with a tab
    int space_line_ = 0; ///< first line indented with a space
    std::vector<Bracket> brackets_;
    Lexed lexed_;
};

/// Whether a token is an operator of some Python, not just a character.
bool is_operator(const Token& token) {
    return token.text.size() > 1 || kShortOperators.find(token.text) != kShortOperators.npos;
}

} // namespace

bool Lexed::well_formed() const {
    return std::all_of(problems.begin(), problems.end(), [](const SyntaxProblem& problem) {
        return problem.kind == SyntaxProblem::Kind::mixed_indentation;
    });
}

Lexed lex(std::string_view source) { return Lexer(source).run(); }

std::vector<Token> tokenize(std::string_view source, const std::string& name) {
    const auto wrong = [&](int line, const std::string& reason) {
        return report::Error(fmt::format("{}:{}", name, line), reason, "is it Python?");
    };
    Lexed lexed = lex(source);
    for (const Token& token : lexed.tokens)
        if (token.kind == Token::Kind::op && !is_operator(token))
            throw wrong(token.line, fmt::format("'{}' means nothing here", token.text));
    for (const SyntaxProblem& problem : lexed.problems)
        if (problem.kind != SyntaxProblem::Kind::mixed_indentation)
            throw wrong(problem.line, problem.message);
    const int last = lexed.tokens.empty() ? 1 : lexed.tokens.back().line;
    lexed.tokens.push_back({Token::Kind::end, {}, last, true, {}, {}});
    return std::move(lexed.tokens);
}

} // namespace calpkg::python
