#pragma once

#include <string>

namespace calpkg::python {

/// `name` as Python compares names of encodings: in lower case, with '-' for '_', and what Emacs appends
/// to these ("utf-8-unix") taken off.
std::string plain_encoding_name(std::string name);

/// Whether some Python, 2.7 to 3.13, has a text encoding of this plain name.
bool is_encoding_of_python(const std::string& plain);

} // namespace calpkg::python
