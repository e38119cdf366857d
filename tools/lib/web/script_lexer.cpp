#include "lib/web/script_lexer.hpp"

#include <algorithm>

namespace calpkg::web {

namespace {

using Kind = ScriptToken::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '$' || c == '_' || c == '\\' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool may_begin_comment(char c) { return c == '/' || c == '<' || c == '-'; }

/// Whether no punctuator but `c` itself begins with it.
bool stands_alone(char c) {
    switch (c) {
    case '(':
    case ')':
    case '{':
    case '}':
    case '[':
    case ']':
    case ';':
    case ',':
    case ':':
    case '~': return true;
    default: return false;
    }
}

/// Longer ones first: the longest that fits is the token.
constexpr std::string_view punctuators[] = {
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "\?\?=", "=>",
    "==",   "!=",  "<=",  ">=",  "&&",  "||",  "??",  "?.",  "++",  "--",  "+=",    "-=",
    "*=",   "/=",  "%=",  "&=",  "|=",  "^=",  "<<",  ">>",  "**",  "{",   "}",     "(",
    ")",    "[",   "]",   ";",   ",",   "<",   ">",   "+",   "-",   "*",   "/",     "%",
    "&",    "|",   "^",   "!",   "~",   "?",   ":",   "=",   ".",   "`",   "#"};

} // namespace

ScriptLexer::ScriptLexer(std::string_view script) : script_(script) {
    if (starts("\xef\xbb\xbf")) at_ = 3;
    if (starts("#!")) skip_line();
}

std::size_t ScriptLexer::line_end_at(std::size_t at) const {
    if (at >= script_.size()) return 0;
    const char c = script_[at];
    if (c == '\n' || c == '\r') return 1;
    if (c != '\xe2') return 0;
    const std::string_view three = script_.substr(at, 3); // U+2028 and U+2029
    return three == "\xe2\x80\xa8" || three == "\xe2\x80\xa9" ? 3 : 0;
}

std::size_t ScriptLexer::space_at(std::size_t at) const {
    const char c = script_[at];
    if (c == ' ' || c == '\t' || c == '\v' || c == '\f') return 1;
    if (static_cast<unsigned char>(c) < 0x80) return 0;
    if (script_.substr(at, 2) == "\xc2\xa0") return 2;      // U+00A0
    return script_.substr(at, 3) == "\xef\xbb\xbf" ? 3 : 0; // U+FEFF
}

void ScriptLexer::skip_line() {
    while (at_ < script_.size() && line_end_at(at_) == 0) ++at_;
}

bool ScriptLexer::skip_space() {
    bool line_ended = at_ == 0;
    while (at_ < script_.size()) {
        if (const std::size_t end = line_end_at(at_); end > 0) {
            line_ended = true;
            at_ += end;
        } else if (const std::size_t space = space_at(at_); space > 0) {
            at_ += space;
        } else if (!may_begin_comment(here())) {
            break;
        } else if (starts("/*")) {
            const std::size_t end_of_comment = script_.find("*/", at_ + 2);
            if (end_of_comment == std::string_view::npos)
                throw ScriptError{at_, "a comment has no end"};
            for (; at_ < end_of_comment; ++at_) line_ended = line_ended || line_end_at(at_) > 0;
            at_ += 2;
        } else if (starts("//") || starts("<!--") || (line_ended && starts("-->"))) {
            skip_line();
        } else {
            break;
        }
    }
    return line_ended;
}

ScriptToken ScriptLexer::next() {
    ScriptToken token;
    token.after_newline = skip_space();
    token.at = at_;
    const char c = here();
    const char second = at_ + 1 < script_.size() ? script_[at_ + 1] : '\0';
    if (at_ >= script_.size()) return token;
    if (is_name_start(c)) {
        token.kind = Kind::name;
        read_name();
    } else if (is_digit(c) || (c == '.' && is_digit(second))) {
        token.kind = Kind::number;
        read_number();
    } else if (c == '"' || c == '\'') {
        token.kind = Kind::string;
        read_string();
    } else {
        token.kind = Kind::punctuator;
        read_punctuator();
    }
    token.text = script_.substr(token.at, at_ - token.at);
    return token;
}

void ScriptLexer::read_name() {
    while (at_ < script_.size() && (is_name_start(here()) || is_digit(here()))) {
        if (static_cast<unsigned char>(here()) >= 0x80 &&
            (line_end_at(at_) > 0 || space_at(at_) > 0))
            return;
        if (here() != '\\') {
            ++at_;
        } else if (starts("\\u{")) {
            at_ = std::min(script_.find('}', at_), script_.size() - 1) + 1;
        } else if (starts("\\u")) {
            at_ += 2;
        } else {
            throw ScriptError{at_, "'\\' stands where nothing is to be escaped"};
        }
    }
}

/// Every form at once: hexadecimal, with exponent, with "_", big integers.
void ScriptLexer::read_number() {
    const std::size_t begin = at_;
    const bool prefixed =
        here() == '0' && at_ + 1 < script_.size() &&
        std::string_view("xXoObB").find(script_[at_ + 1]) != std::string_view::npos;
    const auto word = [&] {
        while (at_ < script_.size() &&
               (is_digit(here()) || (is_name_start(here()) && here() != '\\')))
            ++at_;
    };
    if (prefixed) return word();
    const auto digits = [&] {
        while (is_digit(here()) || here() == '_') ++at_;
    };
    digits();
    if (here() == '.') ++at_;
    digits();
    if (here() == 'e' || here() == 'E') {
        ++at_;
        if (here() == '+' || here() == '-') ++at_;
        if (!is_digit(here())) throw ScriptError{begin, "a number is malformed"};
        digits();
    } else if (here() == 'n') {
        ++at_;
    }
    if (is_name_start(here()) && space_at(at_) == 0 && line_end_at(at_) == 0)
        throw ScriptError{begin, "a number is followed by a letter"};
}

void ScriptLexer::read_string() {
    const std::size_t begin = at_;
    const char quote = script_[at_++];
    while (at_ < script_.size() && script_[at_] != quote) {
        if (script_[at_] == '\n' || script_[at_] == '\r') break;
        if (script_[at_] == '\\') ++at_;
        if (starts("\r\n")) ++at_;
        ++at_;
    }
    if (here() != quote) throw ScriptError{begin, "a text has no end"};
    ++at_;
}

void ScriptLexer::read_punctuator() {
    if (stands_alone(here())) {
        ++at_;
        return;
    }
    for (const std::string_view punctuator : punctuators) {
        if (punctuator.front() != here() || !starts(punctuator)) continue;
        // "a?.5:b" is a condition
        if (punctuator == "?." && at_ + 2 < script_.size() && is_digit(script_[at_ + 2])) continue;
        at_ += punctuator.size();
        return;
    }
    throw ScriptError{at_, "a character does not belong to the language"};
}

ScriptToken ScriptLexer::rescan_regex(const ScriptToken& slash) {
    bool in_class = false;
    for (at_ = slash.at + 1; at_ < script_.size() && (in_class || here() != '/'); ++at_) {
        if (here() == '\\') {
            ++at_;
            if (line_end_at(at_) > 0) break;
        } else if (line_end_at(at_) > 0) {
            break;
        } else if (here() == '[') {
            in_class = true;
        } else if (here() == ']') {
            in_class = false;
        }
    }
    if (here() != '/') throw ScriptError{slash.at, "a regular expression has no end"};
    ++at_;
    read_name(); // flags
    ScriptToken token = slash;
    token.kind = Kind::regex;
    token.text = script_.substr(slash.at, at_ - slash.at);
    return token;
}

bool ScriptLexer::template_ends(const ScriptToken& opening) {
    for (at_ = opening.at + 1; at_ < script_.size(); ++at_) {
        if (here() == '\\') {
            ++at_;
        } else if (here() == '`') {
            ++at_;
            return true;
        } else if (starts("${")) {
            at_ += 2;
            return false;
        }
    }
    throw ScriptError{opening.at, "a template has no end"};
}

} // namespace calpkg::web
