#include "lib/python/tokens.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>

namespace calpkg::python {

namespace {

/// How deep brackets may nest: no program comes near, and readers of expressions call themselves.
constexpr std::size_t kDeepest = 200;

bool is_name_start(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

/// UTF-8 of a code point; what is not a code point becomes U+FFFD.
std::string utf8(unsigned long code) {
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    std::string out;
    if (code < 0x80) return {static_cast<char>(code)};
    if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
    } else {
        if (code < 0x10000) {
            out += static_cast<char>(0xE0 | (code >> 12));
        } else {
            out += static_cast<char>(0xF0 | (code >> 18));
            out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        }
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    }
    return out + static_cast<char>(0x80 | (code & 0x3F));
}

class Tokenizer {
public:
    Tokenizer(const std::string& source, const std::string& name) : text_(source), name_(name) {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
    }

    std::vector<Token> run() {
        while (at_ < text_.size()) step();
        if (!open_.empty()) fail(open_.back().second, "a bracket is not closed");
        end_line();
        add(Token::Kind::end, {});
        return std::move(tokens_);
    }

private:
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    [[noreturn]] void fail(int line, const std::string& reason) const {
        throw report::Error(fmt::format("{}:{}", name_, line), reason, "is it Python?");
    }

    void add(Token::Kind kind, std::string text, bool formatted = false) {
        const bool first = tokens_.empty() || tokens_.back().kind == Token::Kind::newline;
        tokens_.push_back({kind, std::move(text), line_, first && !indented_, formatted});
    }

    void end_line() {
        if (!tokens_.empty() && tokens_.back().kind != Token::Kind::newline)
            add(Token::Kind::newline, {});
        indented_ = false;
    }

    void step() {
        const char c = peek();
        if (c == '\n') return new_line();
        if (c == ' ' || c == '\t' || c == '\r' || c == '\f') return blank();
        if (c == '#') return comment();
        if (c == '\\') return continuation();
        if (string_starts()) return string();
        if (is_name_start(c)) return word(Token::Kind::name);
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return word(Token::Kind::number);
        op();
    }

    void new_line() {
        ++at_;
        if (open_.empty()) end_line();
        ++line_;
    }

    void blank() {
        if (tokens_.empty() || tokens_.back().kind == Token::Kind::newline) indented_ = true;
        ++at_;
    }

    void comment() {
        const std::size_t end = text_.find('\n', at_);
        at_ = end == std::string_view::npos ? text_.size() : end;
    }

    void continuation() {
        if (peek(1) == '\r') ++at_;
        if (peek(1) != '\n') fail(line_, "a backslash is not allowed here");
        at_ += 2;
        ++line_;
    }

    /// Whether a string begins here: up to two letters of its kind (u, b, r, f, t), then a quote.
    bool string_starts() const {
        for (std::size_t i = 0; i <= 2; ++i) {
            const char c = peek(i);
            if (c == '"' || c == '\'') return true;
            if (std::string_view("uUbBrRfFtT").find(c) == std::string_view::npos || c == '\0')
                return false;
        }
        return false;
    }

    void string() {
        bool raw = false;
        bool formatted = false;
        for (; peek() != '"' && peek() != '\''; ++at_) {
            raw = raw || peek() == 'r' || peek() == 'R';
            formatted =
                formatted || std::string_view("fFtT").find(peek()) != std::string_view::npos;
        }
        const char quote = peek();
        const bool triple = peek(1) == quote && peek(2) == quote;
        at_ += triple ? 3 : 1;
        const int line = line_;
        const std::string value = string_value(quote, triple, raw, line);
        const int end = line_;
        line_ = line;
        add(Token::Kind::string, value, formatted);
        line_ = end;
    }

    std::string string_value(char quote, bool triple, bool raw, int line) {
        std::string value;
        while (at_ < text_.size()) {
            const char c = peek();
            if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
                at_ += triple ? 3 : 1;
                return value;
            }
            if (c == '\n' && !triple) break;
            if (c == '\\') {
                escape(raw, value);
                continue;
            }
            if (c == '\n') ++line_;
            value += c;
            ++at_;
        }
        fail(line, "a string does not end");
    }

    /// What stands behind a backslash (Python reference, "String and Bytes literals").
    void escape(bool raw, std::string& value) {
        const char c = peek(1);
        at_ += c == '\0' ? 1 : 2;
        if (c == '\n') ++line_;
        if (raw) {
            value += '\\';
            if (c != '\0') value += c;
            return;
        }
        constexpr std::string_view letters = "abfnrtv\\'\"";
        constexpr std::string_view meant = "\a\b\f\n\r\t\v\\'\"";
        const std::size_t letter = letters.find(c);
        if (c == '\n') return;
        if (letter != std::string_view::npos) {
            value += meant[letter];
        } else if (c == 'x' || c == 'u' || c == 'U') {
            value += utf8(digits(16, c == 'x' ? 2 : c == 'u' ? 4 : 8));
        } else if (c >= '0' && c <= '7') {
            --at_;
            value += utf8(digits(8, 3));
        } else {
            value += '\\';
            if (c != '\0') value += c;
        }
    }

    unsigned long digits(unsigned base, int most) {
        unsigned long code = 0;
        for (int i = 0; i < most; ++i) {
            const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(peek())));
            const std::size_t digit = std::string_view("0123456789abcdef").find(c);
            if (c == '\0' || digit >= base) break;
            code = code * base + digit;
            ++at_;
        }
        return code;
    }

    /// A name or a number: of a number only its extent matters.
    void word(Token::Kind kind) {
        const std::size_t start = at_;
        while (is_name_part(peek()) || (kind == Token::Kind::number && peek() == '.')) ++at_;
        add(kind, std::string(text_.substr(start, at_ - start)));
    }

    void op() {
        const char c = peek();
        constexpr std::array<std::string_view, 23> longer{
            "**=", "//=", "<<=", ">>=", "...", "**", "//", "<<", ">>", "<=", ">=", "==",
            "!=",  "<>",  "->",  ":=",  "+=",  "-=", "*=", "/=", "%=", "|=", "&="};
        if (c == '(' || c == '[' || c == '{') open_.emplace_back(c, line_);
        if (open_.size() > kDeepest) fail(line_, "brackets are nested too deeply");
        if (c == ')' || c == ']' || c == '}') close(c);
        for (const std::string_view candidate : longer) {
            if (text_.substr(at_, candidate.size()) != candidate) continue;
            add(Token::Kind::op, std::string(candidate));
            at_ += candidate.size();
            return;
        }
        if (std::string_view("()[]{},:;.=+-*/%@&|^~<>`!").find(c) == std::string_view::npos)
            fail(line_, fmt::format("'{}' means nothing here", std::string(1, c)));
        add(Token::Kind::op, std::string(1, c));
        ++at_;
    }

    void close(char bracket) {
        const std::string_view pairs = "()[]{}";
        if (open_.empty() || pairs[pairs.find(open_.back().first) + 1] != bracket)
            fail(line_, fmt::format("'{}' closes nothing", bracket));
        open_.pop_back();
    }

    std::string_view text_;
    const std::string& name_;
    std::size_t at_ = 0;
    int line_ = 1;
    bool indented_ = false;
    std::vector<std::pair<char, int>> open_; ///< brackets and their lines
    std::vector<Token> tokens_;
};

} // namespace

std::vector<Token> tokenize(const std::string& source, const std::string& name) {
    return Tokenizer(source, name).run();
}

} // namespace calpkg::python
