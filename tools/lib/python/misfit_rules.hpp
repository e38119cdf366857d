#pragma once

#include "lib/python/statements.hpp"

#include <string>
#include <string_view>

namespace calpkg::python {

/// A Python's version as one number: 306 for "3.6".
int version_number(const std::string& version);

/// What in a statement `python` refuses, one of 3.x, since it is Python 2's; "" for nothing. misfit() says the rest.
std::string only_in_python2(const Statement& statement, int python);

/// What in a statement `python` refuses since a newer Python brought it. `print_function`: the source has
/// `from __future__ import print_function`.
std::string newer_than(const Statement& statement, int python, bool print_function);

/// The same for one token. `python` is one of 3.x in the first.
std::string token_only_in_python2(const Token& token, int python);
std::string token_newer_than(const Token& token, int python);

} // namespace calpkg::python
