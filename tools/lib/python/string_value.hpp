#pragma once

#include "lib/python/lexer.hpp"

#include <string>

namespace calpkg::python {

/// What a string token is worth: its escapes are decoded, into UTF-8, but for `\N{…}`; line ends
/// are line feeds, as Python reads them.
std::string string_value(const Token& token);

} // namespace calpkg::python
