#pragma once

#include <string>

namespace calpkg::python {

/// Source of a .pyc or .pyo file, wherever it lies: "a/b.py" for "a/b.pyc" and for
/// "a/__pycache__/b.cpython-36.pyc" (PEP 3147). "" for any other file.
std::string source_of(const std::string& bytecode);

/// The version whose CPython names bytecode so: "3.6" for "a/__pycache__/b.cpython-36.opt-1.pyc". "" for what lies in
/// no __pycache__, or is of another Python.
std::string python_named_by(const std::string& bytecode);

} // namespace calpkg::python
