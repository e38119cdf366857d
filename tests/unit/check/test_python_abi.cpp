#include "lib/check/python_abi.hpp"
#include "unit/check/elf_fixture.hpp"

using namespace calpkg;
using test::ElfFixture;

namespace {

const std::string kPath26 = "/opt/calamari/venv/lib/python2.6/site-packages/x.so";
const std::string kPath39 = "/opt/calamari/venv/lib/python3.9/site-packages/x.so";

std::string reason(const std::vector<std::string>& symbols, const std::string& python,
                   const std::string& path) {
    const ElfFixture f;
    return check::python_abi_mismatch(check::read_elf(f.module("x.so", symbols)), path, python);
}

} // namespace

TEST_CASE("modules for the target's Python are fine") {
    CHECK(reason({"Py_InitModule4_64", "PyString_FromString", "PyUnicodeUCS4_FromObject"}, "2.6",
                 kPath26) == "");
    CHECK(reason({"PyModule_Create2", "PyBytes_FromString", "PyUnicode_FromString"}, "3.9",
                 kPath39) == "");
}

TEST_CASE("libraries that have nothing to do with Python are never for the wrong one") {
    CHECK(reason({"malloc", "Pyramid"}, "3.9", "/usr/lib/libx.so") == "");
    CHECK(reason({"malloc"}, "2.6", "/opt/calamari/venv/lib/python2.7/x.so") == "");
}

TEST_CASE("a module of Python 3 does not load in Python 2, and the other way round") {
    CHECK(reason({"PyModule_Create2"}, "2.6", kPath26) ==
          "it needs PyModule_Create2, which Python 2.6 does not have");
    CHECK(reason({"Py_BuildValue", "PyBytes_FromString"}, "2.7",
                 "/opt/calamari/venv/lib/python2.7/x.so") ==
          "it needs PyBytes_FromString, which Python 2.7 does not have");
    CHECK(reason({"Py_InitModule4_64"}, "3.9", kPath39) ==
          "it needs Py_InitModule4_64, which Python 3.9 does not have");
    CHECK(reason({"PyUnicodeUCS4_FromObject"}, "3.9", kPath39) ==
          "it needs PyUnicodeUCS4_FromObject, which Python 3.9 does not have");
}

TEST_CASE("a module of a Python 2 with two bytes a character does not load in a distribution's") {
    CHECK(reason({"Py_InitModule4_64", "PyUnicodeUCS2_FromObject"}, "2.6", kPath26) ==
          "it needs PyUnicodeUCS2_FromObject: it is for a Python with 2 bytes a character");
}

TEST_CASE("a module lies where the target's Python looks") {
    CHECK(reason({"Py_InitModule4_64"}, "2.7", kPath26) ==
          "it lies in lib/python2.6, where Python 2.7 does not look");
    CHECK(reason({"PyModule_Create2"}, "3.11", kPath39) ==
          "it lies in lib/python3.9, where Python 3.11 does not look");
}

TEST_CASE("a module's file name may tell the Python that it is for") {
    const std::string top = "/opt/calamari/venv/lib/python3.11/";
    CHECK(reason({"PyModule_Create2"}, "3.11", top + "x.cpython-311-x86_64-linux-gnu.so") == "");
    CHECK(reason({"PyModule_Create2"}, "3.11", top + "x.abi3.so") == "");
    CHECK(reason({"PyModule_Create2"}, "3.6", "/x/x.cpython-36m-x86_64-linux-gnu.so") == "");
    CHECK(reason({"PyModule_Create2"}, "3.11", top + "x.cpython-39-x86_64-linux-gnu.so") ==
          "its name says that it is for Python 3.9, not 3.11");
}

TEST_CASE("a program or module that is linked to another Python's library is found") {
    const ElfFixture f;
    const std::string library = f.library("libpython2.7.so.1.0", {"V Py_Main"});
    const check::ElfFile file = check::read_elf(f.module("python", {"Py_Main"}, {library}));
    CHECK(check::python_abi_mismatch(file, "/opt/calamari/venv/bin/python", "2.6") ==
          "it needs libpython2.7.so.1.0, which is not of Python 2.6");
    CHECK(check::python_abi_mismatch(file, "/opt/calamari/venv/bin/python", "2.7") == "");
}

TEST_CASE("a module for the wrong Python is an error whose remedy names the right one") {
    const ElfFixture f;
    const report::Findings findings =
        check::elf(check::read_elf(f.module("x.so", {"PyModule_Create2"})),
                   {"calamari-server", kPath26, "/opt/calamari"}, ElfFixture::target());
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].id == "wrong-python-abi");
    CHECK(findings[0].severity == report::Severity::error);
    CHECK(findings[0].remedy.starts_with("build the virtualenv where Python is el6's 2.6, e.g. "));
}
