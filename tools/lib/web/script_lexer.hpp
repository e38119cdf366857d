#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace calpkg::web {

/// What is wrong with a script, and at which byte of it.
struct ScriptError {
    std::size_t at = 0;
    std::string reason;
};

struct ScriptToken {
    enum class Kind { end, name, number, string, regex, punctuator };
    Kind kind = Kind::end;
    std::string_view text; ///< as written
    std::size_t at = 0;
    bool after_newline = false;
};

/// Takes JavaScript apart (ECMAScript 2023, chapter 12, and what Annex B adds for browsers). Whether "/" is a
/// division or begins a regular expression, and what "}" ends, only the parser knows: it asks for the other
/// reading with rescan_regex() and rescan_template(). Throws ScriptError. Refers to the script.
class ScriptLexer {
public:
    explicit ScriptLexer(std::string_view script);

    ScriptToken next();
    /// The regular expression that begins with `slash`, the token that next() gave last.
    ScriptToken rescan_regex(const ScriptToken& slash);
    /// Reads the text of a template literal, from behind its "`" or the "}" of a substitution. True at its end, false
    /// behind the "${" of the next substitution.
    bool template_ends(const ScriptToken& opening);

private:
    /// Skips white space and comments; whether a line ended among them.
    bool skip_space();
    void skip_line();
    std::size_t line_end_at(std::size_t at) const; ///< length of the line end there, or 0
    std::size_t space_at(std::size_t at) const;    ///< length of the white space there, or 0
    bool starts(std::string_view text) const { return script_.substr(at_).starts_with(text); }
    char here() const { return at_ < script_.size() ? script_[at_] : '\0'; }
    void read_name();
    void read_number();
    void read_string();
    void read_punctuator();

    std::string_view script_;
    std::size_t at_ = 0;
};

} // namespace calpkg::web
