#pragma once

#include "lib/python/lexer.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace calpkg::python {

/// What an expression is worth as far as that can be told without running Python.
struct Value {
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
    std::vector<Value> keys;
    std::vector<Value> items;
    std::map<std::string, Value> named;

    /// Not None, False, 0, empty: what Python takes for true. Unknown values and calls are.
    bool truthy() const;
};

/// Names with the values that they have at some point of a program.
using Names = std::map<std::string, Value>;

/// Reads expressions out of a token sequence: literals, brackets, names of `names`, `+` of texts
/// and of lists, `dict(…)`, and as calls (to be answered by whoever knows the files)
/// `find_packages(…)` and `open(…).read()`, here named "open". Everything else becomes an unknown
/// value, and the tokens up to the end of the expression are skipped.
class ExpressionReader {
public:
    ExpressionReader(const std::vector<Token>& tokens, const Names& names);

    /// The expression that starts at token `at`, which moves behind it: to a `,`, a closing
    /// bracket, a `:`, the end of the statement.
    Value expression(std::size_t& at) const;

    /// The arguments of a call; `at` is at the `(` and moves behind the `)`. Arguments of `**name`
    /// are taken from a dict whose keys are texts, else they are unknown under the name "**".
    Value arguments(std::size_t& at) const;

private:
    Value sum(std::size_t& at) const;
    Value operand(std::size_t& at) const;
    Value atom(std::size_t& at) const;
    Value word(std::size_t& at) const;
    Value called(const std::string& function, std::size_t& at) const;
    Value string(std::size_t& at) const;
    Value parenthesis(std::size_t& at) const;
    Value list(std::size_t& at) const;
    Value dict(std::size_t& at) const;
    Value unknown(std::size_t start) const;
    void argument(Value& call, std::size_t& at) const;
    void spread(Value& call, std::size_t& at) const;
    void skip(std::size_t& at) const;
    bool ends(const Token& token) const;

    const std::vector<Token>& tokens_;
    const Names& names_;
    /// What names have stood for so far: 40 lines such as `a = b + b` could come to more than any memory holds.
    mutable std::size_t copied_ = 0;
};

/// The value of a text that is one expression by itself (`['a', 'b']`, `True`); `name` is for
/// messages.
Value python_value(const std::string& text, const std::string& name);

} // namespace calpkg::python
