#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::python {

/// A token of Python source. Comments and line ends inside brackets are not tokens.
struct TextToken {
    enum class Kind { name, number, string, op, newline } kind;
    std::string_view text;    ///< into the source; a string with its prefix and quotes
    int line = 0;             ///< from 1
    std::string_view content; ///< strings: what is between the quotes, escapes as written
};

/// Something that no Python accepts, or (mixed indentation) that Pythons read differently.
struct TextProblem {
    enum class Kind { unbalanced_bracket, unterminated_string, mixed_indentation } kind;
    int line = 0;
    std::string message;
};

/// Python source taken apart by the lexical rules that 2.6 to 3.x share (The Python Language
/// Reference, chapter 2). Never fails: what is wrong is in `problems`, tokens then end where it
/// stopped making sense. Views into the source, which must outlive it.
struct PythonText {
    std::vector<TextToken> tokens; ///< each logical line ends in a newline token
    std::vector<TextProblem> problems;

    /// No unbalanced bracket and no unterminated string.
    bool well_formed() const;
};

PythonText read_python(std::string_view source);

} // namespace calpkg::python
