#include "lib/python/bytecode_name.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("the source of bytecode is known by its name, beside it or above __pycache__") {
    CHECK(python::source_of("a/b.pyc") == "a/b.py");
    CHECK(python::source_of("b.pyo") == "b.py");
    CHECK(python::source_of("a/__pycache__/b.cpython-36.pyc") == "a/b.py");
    CHECK(python::source_of("__pycache__/b.cpython-36.opt-1.pyc") == "b.py");
    CHECK(python::source_of("my__pycache__/b.pyc") == "my__pycache__/b.py");
    CHECK(python::source_of("a/b.py").empty());
}

TEST_CASE("a name in __pycache__ tells the version of CPython") {
    CHECK(python::python_named_by("a/__pycache__/b.cpython-36.pyc") == "3.6");
    CHECK(python::python_named_by("__pycache__/b.cpython-312.opt-1.pyc") == "3.12");
    CHECK(python::python_named_by("a/b.cpython-36.pyc").empty());
    CHECK(python::python_named_by("a/__pycache__/b.pypy-41.pyc").empty());
}
