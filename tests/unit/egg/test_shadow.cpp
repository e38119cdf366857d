#include "lib/egg/shadow.hpp"

#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using egg::Egg;

namespace {

std::unique_ptr<Egg> directory(const std::string& other, const std::string& source = "a = 1\n") {
    egg::Member module, beside;
    module.name = "pkg/a.py";
    beside.name = other;
    return Egg::open_files({{module, source}, {beside, ""}}, "x-1.egg");
}

std::unique_ptr<Egg> zipped(const std::string& other) {
    return Egg::open_bytes(test::make_zip({{"pkg/a.py", "a = 1\n"}, {other, ""}}), "x-1.egg");
}

bool shadows(const std::string& other, const std::string& python) {
    const std::string found = egg::shadow_of(*directory(other), "pkg/a.py", python);
    CHECK((found.empty() || found == other));
    return !found.empty();
}

} // namespace

TEST_CASE("an extension module comes before a source, for the Pythons that its name is for") {
    struct Row {
        const char* name;
        bool in27, in36;
    };
    for (const Row& row : {Row{"pkg/a.so", true, true},
                           {"pkg/amodule.so", true, false},
                           {"pkg/a.cpython-36m-x86_64-linux-gnu.so", false, true},
                           {"pkg/a.cpython-37m-x86_64-linux-gnu.so", false, false},
                           {"pkg/a.cpython-36.so", false, true},
                           {"pkg/a.cpython-3.so", false, false},
                           {"pkg/a.abi3.so", false, true},
                           {"pkg/a.x86_64-linux-gnu.so", true, false},
                           {"pkg/a.pypy-41.so", false, false},
                           {"pkg/a.pyd", false, false},
                           {"pkg/a.cp36-win_amd64.pyd", false, false},
                           {"pkg/ab.so", false, false},
                           {"pkg/a.so.1", false, false},
                           {"pkg/a.sql", false, false},
                           {"a.so", false, false}}) {
        CAPTURE(row.name);
        CHECK(shadows(row.name, "2.7") == row.in27);
        CHECK(shadows(row.name, "3.6") == row.in36);
    }
    CHECK(shadows("pkg/a.cpython-37m-x86_64-linux-gnu.so", ""));
    CHECK_FALSE(shadows("pkg/a.sql", ""));
}

TEST_CASE("out of a zip file no extension module is imported") {
    CHECK(egg::shadow_of(*zipped("pkg/a.so"), "pkg/a.py", "2.7").empty());
    CHECK(egg::shadow_of(*zipped("pkg/a/__init__.so"), "pkg/a.py", "2.7").empty());
}

TEST_CASE("a package comes before a module of its name, in a zip file and in a directory") {
    for (const char* init : {"pkg/a/__init__.py", "pkg/a/__init__.pyc"}) {
        CHECK(egg::shadow_of(*zipped(init), "pkg/a.py", "3.6") == init);
        CHECK(shadows(init, "2.7"));
    }
    CHECK(egg::shadow_of(*zipped("pkg/a/__init__.pyo"), "pkg/a.py", "2.7") == "pkg/a/__init__.pyo");
    CHECK(egg::shadow_of(*zipped("pkg/a/__init__.pyo"), "pkg/a.py", "3.6").empty());
    CHECK(shadows("pkg/a/__init__.so", "2.7"));
    CHECK_FALSE(shadows("pkg/a/b.py", "3.6"));          // a directory without __init__
    CHECK_FALSE(shadows("pkg/a/b/__init__.py", "3.6")); // nor is that below it
}

TEST_CASE("what is no source is not shadowed, and a package not by a module") {
    CHECK(egg::shadow_of(*zipped("pkg/a.txt"), "pkg/a.txt", "2.7").empty());
    const auto egg = directory("pkg/a/__init__.py");
    CHECK(egg::shadow_of(*egg, "pkg/a/__init__.py", "2.7").empty());
}

TEST_CASE("a stub that loads the extension module beside it is not shadowed by that") {
    const auto egg = directory("pkg/a.so", "def __bootstrap__():\n   global __bootstrap__\n");
    CHECK(egg::shadow_of(*egg, "pkg/a.py", "2.7").empty());
}
