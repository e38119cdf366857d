#pragma once

#include <string>
#include <vector>

namespace calpkg::egg {

/// What in the source of module `name` ("calamari_web.settings") will not work from inside a zip,
/// in words; empty when nothing was found. The rule of setuptools' scan of compiled modules, on
/// source: the names `__file__` and `__path__` in use (also as whole strings, for getattr), or
/// `inspect` together with one of its functions that read source or frames. Source that cannot be
/// taken apart counts as unsafe: a directory always works.
std::vector<std::string> zip_hazards(const std::string& source, const std::string& name);

} // namespace calpkg::egg
