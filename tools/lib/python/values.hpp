#pragma once

#include "lib/python/tokens.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace calpkg::python {

/// What an expression is worth as far as that can be told without running Python.
struct PythonValue {
    enum class Kind {
        none,
        boolean, ///< flag
        number,  ///< text
        text,    ///< text
        list,    ///< items; a tuple or set, too
        dict,    ///< keys and items, side by side
        call,    ///< text: function; items: arguments; named: keyword arguments
        unknown, ///< text: why
    };
    Kind kind = Kind::unknown;
    int line = 0;
    bool flag = false;
    std::string text;
    std::vector<PythonValue> keys;
    std::vector<PythonValue> items;
    std::map<std::string, PythonValue> named;

    /// Not None, False, 0, empty: what Python takes for true. Unknown values and calls are.
    bool truthy() const;
};

/// Names with the values that they have at some point of a program.
using PythonNames = std::map<std::string, PythonValue>;

/// Reads expressions out of a token sequence: literals, brackets, names of `names`, `+` of texts and of
/// lists, `dict(…)`, and as calls (to be answered by whoever knows the files) `find_packages(…)` and
/// `open(…).read()`, here named "open". Everything else becomes an unknown value, and the
/// tokens up to the end of the expression are skipped.
class PythonReader {
public:
    PythonReader(const std::vector<Token>& tokens, const PythonNames& names);

    /// The expression that starts at token `at`, which moves behind it: to a `,`, a closing bracket, a
    /// `:`, the end of the statement.
    PythonValue expression(std::size_t& at) const;

    /// The arguments of a call; `at` is at the `(` and moves behind the `)`. Arguments of `**name` are
    /// taken from a dict whose keys are texts, else they are unknown under the name "**".
    PythonValue arguments(std::size_t& at) const;

private:
    PythonValue sum(std::size_t& at) const;
    PythonValue operand(std::size_t& at) const;
    PythonValue atom(std::size_t& at) const;
    PythonValue word(std::size_t& at) const;
    PythonValue called(const std::string& function, std::size_t& at) const;
    PythonValue string(std::size_t& at) const;
    PythonValue parenthesis(std::size_t& at) const;
    PythonValue list(std::size_t& at) const;
    PythonValue dict(std::size_t& at) const;
    PythonValue unknown(std::size_t start) const;
    void argument(PythonValue& call, std::size_t& at) const;
    void spread(PythonValue& call, std::size_t& at) const;
    void skip(std::size_t& at) const;
    bool ends(const Token& token) const;

    const std::vector<Token>& tokens_;
    const PythonNames& names_;
};

/// The value of a text that is one expression by itself (`['a', 'b']`, `True`); `name` is for
/// messages.
PythonValue python_value(const std::string& text, const std::string& name);

} // namespace calpkg::python
