#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::python {

/// A token of Python source. Comments, indentation and line ends inside brackets are not tokens.
/// Views into the source, which must outlive it.
struct Token {
    enum class Kind {
        name,
        number,
        string,
        op,
        newline, ///< the end of a logical line
        end,     ///< behind the last line; of tokenize() only
    };
    Kind kind = Kind::end;
    std::string_view text;    ///< as written; a string with its prefix and quotes
    int line = 0;             ///< from 1
    bool line_start = false;  ///< the first one of a logical line that is not indented
    std::string_view prefix;  ///< of a string: what stands before the quotes, such as "ur"
    std::string_view content; ///< of a string: what is between the quotes, escapes as written

    bool is(std::string_view op) const { return kind == Kind::op && text == op; }
    bool is_name(std::string_view name) const { return kind == Kind::name && text == name; }
    bool opens() const { return is("(") || is("[") || is("{"); }
    bool closes() const { return is(")") || is("]") || is("}"); }
    /// A string whose value only a running Python knows: an f-string or a template string.
    bool is_formatted() const { return prefix.find_first_of("fFtT") != prefix.npos; }
};

/// Something that no Python accepts, or (mixed indentation) that Pythons read differently.
struct SyntaxProblem {
    enum class Kind { unbalanced_bracket, unterminated_string, mixed_indentation } kind;
    int line = 0;
    std::string message;
};

/// What lex() makes of a source.
struct Lexed {
    std::vector<Token> tokens; ///< each logical line ends in a newline token
    std::vector<SyntaxProblem> problems;

    /// No unbalanced bracket and no unterminated string.
    bool well_formed() const;
};

/// Takes source apart by the lexical rules that Python 2.6 to 3.x share (The Python Language
/// Reference, chapter 2). Never fails: what is wrong is in `problems`, tokens then end where it
/// stopped making sense, and a character that no token begins with is an operator.
Lexed lex(std::string_view source);

/// The tokens of a source that has to be sound, with an `end` behind them. Mixed indentation is
/// passed over. Throws report::Error `<name>:<line>: …` for a string or bracket that does not end
/// and for a character that no token begins with.
std::vector<Token> tokenize(std::string_view source, const std::string& name);

} // namespace calpkg::python
