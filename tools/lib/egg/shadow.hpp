#pragma once

#include "lib/egg/egg.hpp"

#include <string>

namespace calpkg::egg {

/// The member that Python `python` ("2.7"; "" is any) imports although `source` ("a/b.py") is there,
/// or "": the package `a/b/`, or, of a directory egg, an extension module `a/b.so`, `a/bmodule.so`,
/// `a/b.cpython-36m-….so`. Bytecode of `source` is module_choices' business. The stub that
/// setuptools puts beside an extension module, and which does nothing but load it, is not shadowed.
/// Order as in Python 2's import.c, and in 3's FileFinder and zipimport.
std::string shadow_of(const Egg& egg, const std::string& source, const std::string& python);

} // namespace calpkg::egg
