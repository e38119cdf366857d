#pragma once

#include "lib/python/lexer.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace calpkg::python {

/// `NAME = VALUE` or `NAME += VALUE`, at any indentation.
struct Assignment {
    int line = 0;
    std::span<const Token> value; ///< into the text's tokens
};

/// The assignments to the plain name `name`, in their order. The text must be well formed.
std::vector<Assignment> assignments_to(const Lexed& text, std::string_view name);

/// What an expression gives, as far as its form tells.
enum class ValueForm {
    tuple,
    list,
    other,   ///< certainly neither: a string, a number, a call of os.path.join, …
    unknown, ///< a name or a call that may give anything
};

ValueForm form_of(std::span<const Token> value);

} // namespace calpkg::python
