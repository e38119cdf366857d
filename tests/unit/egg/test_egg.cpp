#include "lib/egg/egg.hpp"

#include "lib/report/error.hpp"
#include "support/complaint.hpp"
#include "support/support.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using egg::Egg;

TEST_CASE("the Python version comes from the egg's name") {
    const auto python = [](const std::string& name) {
        return Egg::open_bytes(test::make_zip({}), name)->python();
    };
    CHECK(python("calamari_web-0.1-py2.6.egg") == "2.6");
    CHECK(python("x-1.0-py3.11-linux-x86_64.egg") == "3.11");
    CHECK(python("my-python-1.0.egg") == "");
    CHECK(python("x.egg") == "");
}

TEST_CASE("of members with the same name the last is read, as Python does") {
    const auto egg = Egg::open_bytes(test::make_zip({{"a.py", "1"}, {"a.py", "2"}}), "a.egg");
    CHECK(egg->read("a.py") == "2");
    CHECK(egg->read_at(0) == "1");
}

TEST_CASE("what is not an egg is refused by name and with a way out") {
    const test::Dir dir;
    dir.write("text.egg", "not a zip file at all, but long enough to be one");
    dir.write("plain/file", "");
    CHECK(test::complaint([&] { Egg::open(dir.path() / "text.egg"); }) ==
          "text.egg: is not a zip file; take the egg from its package again, or from a backup");
    CHECK(test::complaint([&] {
              Egg::open(dir.path() / "plain");
          }).find("is a directory, but not an egg") != std::string::npos);
    CHECK(test::complaint([&] { Egg::open(dir.path() / "none.egg"); }).find("No such file") !=
          std::string::npos);
    const auto egg = Egg::open_bytes(test::make_zip({{"a/", ""}, {"a/b.py", ""}}), "x.egg");
    CHECK(test::complaint([&] { egg->read("c.py"); }).find("has no member c.py") !=
          std::string::npos);
    CHECK(test::complaint([&] { egg->read("a/"); }).find("is a directory") != std::string::npos);
}
