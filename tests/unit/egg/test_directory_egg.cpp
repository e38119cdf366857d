#include "lib/egg/egg.hpp"

#include "lib/report/error.hpp"
#include "support/complaint.hpp"
#include "support/support.hpp"
#include "support/zip_fixture.hpp"
#include "unit/egg/names.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;
using egg::Egg;

TEST_CASE("a directory egg is listed sorted, with modes, times and links") {
    const test::Dir dir;
    dir.write("x-1-py2.7.egg/pkg/b.py", "b = 1\n", 0640);
    dir.write("x-1-py2.7.egg/pkg/a.py", "a = 1\n");
    std::filesystem::create_symlink("a.py", dir.path() / "x-1-py2.7.egg/pkg/c.py");
    std::filesystem::create_symlink("nowhere", dir.path() / "x-1-py2.7.egg/pkg/d.py");
    test::run({"touch", "-d", "@1404215001", (dir.path() / "x-1-py2.7.egg/pkg/b.py").string()});
    const auto egg = Egg::open(dir.path() / "x-1-py2.7.egg/");
    CHECK_FALSE(egg->is_zip());
    CHECK(egg->name() == "x-1-py2.7.egg");
    CHECK(test::names(*egg) ==
          std::vector<std::string>{"pkg/", "pkg/a.py", "pkg/b.py", "pkg/c.py", "pkg/d.py"});
    CHECK(egg->find("pkg/b.py")->mode == 0640);
    CHECK(egg->find("pkg/b.py")->mtime == 1404215001);
    CHECK(egg->find("pkg/c.py")->link == "a.py");
    CHECK(egg->read("pkg/c.py") == "a = 1\n");
    CHECK(test::complaint([&] { egg->read("pkg/d.py"); }).find("pkg/d.py") != std::string::npos);
}

TEST_CASE("files from a package make a directory egg, whatever their order") {
    egg::Member b, a;
    b.name = "b.py";
    a.name = "a.py";
    const auto egg = Egg::open_files({{b, "b"}, {a, "a"}}, "x-1-py2.6.egg");
    CHECK_FALSE(egg->is_zip());
    CHECK(test::names(*egg) == std::vector<std::string>{"a.py", "b.py"});
    CHECK(egg->read("a.py") == "a");
    CHECK(egg->python() == "2.6");
    CHECK(test::complaint([&] { egg->read("b.py", 0); }).find("b.py") != std::string::npos);
}
