#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::python {

/// One word of Python source.
struct Token {
    enum class Kind { name, number, string, op, newline, end };
    Kind kind = Kind::end;
    std::string text;        ///< as written; of a string its value
    int line = 0;            ///< from 1
    bool line_start = false; ///< the first token of its statement's line, not indented
    bool formatted = false;  ///< string: an f-string, whose value is not known

    bool is(std::string_view op) const { return kind == Kind::op && text == op; }
    bool is_name(std::string_view name) const { return kind == Kind::name && text == name; }
};

/// Takes Python source (2.x or 3.x) apart: comments are dropped, lines inside brackets and behind a
/// backslash are joined, the last token is an `end`. Indentation is told by Token::line_start only.
/// Byte escapes of strings are decoded; a \N{…} stays as it is. Throws report::Error
/// `<name>:<line>: …` for a string or bracket that does not end and for what is not Python at all.
std::vector<Token> tokenize(const std::string& source, const std::string& name);

} // namespace calpkg::python
