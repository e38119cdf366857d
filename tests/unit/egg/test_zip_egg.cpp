#include "lib/egg/egg.hpp"

#include "support/support.hpp"
#include "support/zip_fixture.hpp"
#include "unit/egg/names.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using egg::Egg;

TEST_CASE("a zip egg that another program made is listed in its order and read exactly") {
    const test::Dir dir;
    std::string noise;
    for (int i = 0; i < 100000; ++i) noise += static_cast<char>(i % 251 * i % 241);
    dir.write("tree/pkg/__init__.py", "");
    dir.write("tree/pkg/noise.dat", noise);
    dir.write("tree/EGG-INFO/PKG-INFO", "Name: pkg\n", 0600);
    const auto path = dir.path() / "pkg-1.0-py2.6.egg";
    REQUIRE(test::run({"bsdtar", "--format", "zip", "-cf", path.string(), "pkg/__init__.py",
                       "pkg/noise.dat", "EGG-INFO/PKG-INFO"},
                      dir.path() / "tree")
                .ok());
    const auto egg = Egg::open(path);
    CHECK(egg->is_zip());
    CHECK(egg->name() == "pkg-1.0-py2.6.egg");
    CHECK(test::names(*egg) ==
          std::vector<std::string>{"pkg/__init__.py", "pkg/noise.dat", "EGG-INFO/PKG-INFO"});
    CHECK(egg->read("pkg/noise.dat") == noise);
    CHECK(egg->read("pkg/__init__.py").empty());
    CHECK(egg->find("EGG-INFO/PKG-INFO")->mode == 0600);
    CHECK(egg->find("pkg/noise.dat")->size == noise.size());
}

TEST_CASE("a zip egg's times are the stored ones, whatever the time zone") {
    setenv("TZ", "Asia/Kathmandu", 1);
    const auto egg = Egg::open_bytes(test::make_zip({{"a.py", "", {0x44c1, 0x6001}}}), "a.egg");
    setenv("TZ", "UTC", 1);
    CHECK(egg->members()[0].dos_time == zip::DosTime{0x44c1, 0x6001});
}

TEST_CASE("an archive behind a shell script is read, as setuptools can make them") {
    const std::string bytes = "#!/bin/sh\nexit 1\n" + test::make_zip({{"a.py", "a = 1\n"}});
    CHECK(Egg::open_bytes(bytes, "x.egg")->read("a.py") == "a = 1\n");
}
