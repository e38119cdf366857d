#include "support/zip_fixture.hpp"

#include "lib/egg/egg.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <sys/stat.h>

using namespace calpkg;
using egg::Egg;

namespace {

std::vector<std::string> names(const Egg& egg) {
    std::vector<std::string> all;
    for (const egg::Member& member : egg.members()) all.push_back(member.name);
    return all;
}

/// The text of the error that opening or reading gives.
template <typename Action>
std::string error_of(Action action) {
    try {
        action();
    } catch (const report::Error& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

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
    CHECK(names(*egg) ==
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
    CHECK(names(*egg) ==
          std::vector<std::string>{"pkg/", "pkg/a.py", "pkg/b.py", "pkg/c.py", "pkg/d.py"});
    CHECK(egg->find("pkg/b.py")->mode == 0640);
    CHECK(egg->find("pkg/b.py")->mtime == 1404215001);
    CHECK(egg->find("pkg/c.py")->link == "a.py");
    CHECK(egg->read("pkg/c.py") == "a = 1\n");
    CHECK(error_of([&] { egg->read("pkg/d.py"); }).find("pkg/d.py") != std::string::npos);
}

TEST_CASE("files from a package make a directory egg, whatever their order") {
    egg::Member b, a;
    b.name = "b.py";
    a.name = "a.py";
    const auto egg = Egg::open_files({{b, "b"}, {a, "a"}}, "x-1-py2.6.egg");
    CHECK_FALSE(egg->is_zip());
    CHECK(names(*egg) == std::vector<std::string>{"a.py", "b.py"});
    CHECK(egg->read("a.py") == "a");
    CHECK(egg->python() == "2.6");
    CHECK(error_of([&] { egg->read("b.py", 0); }).find("b.py") != std::string::npos);
}

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
    CHECK(error_of([&] { Egg::open(dir.path() / "text.egg"); }) ==
          "text.egg: is not a zip file; take the egg from its package again, or from a backup");
    CHECK(error_of([&] {
              Egg::open(dir.path() / "plain");
          }).find("is a directory, but not an egg") != std::string::npos);
    CHECK(error_of([&] { Egg::open(dir.path() / "none.egg"); }).find("No such file") !=
          std::string::npos);
    const auto egg = Egg::open_bytes(test::make_zip({{"a/", ""}, {"a/b.py", ""}}), "x.egg");
    CHECK(error_of([&] { egg->read("c.py"); }).find("has no member c.py") != std::string::npos);
    CHECK(error_of([&] { egg->read("a/"); }).find("is a directory") != std::string::npos);
}

TEST_CASE("installed eggs are found below a root and below a virtualenv, each once") {
    const test::Dir dir;
    const std::string packages = "root/venv/lib/python2.6/site-packages/";
    dir.write(packages + "calamari_web-0.1-py2.6.egg", test::make_zip({}));
    dir.write(packages + "calamari_rest-0.1-py2.6.egg/EGG-INFO/PKG-INFO", "");
    dir.write(packages + "django/__init__.py", "");
    dir.write(packages + "easy-install.pth", "");
    std::filesystem::create_symlink("lib", dir.path() / "root/venv/lib64");
    const auto base = dir.path() / packages;
    const std::vector<std::filesystem::path> both{base / "calamari_rest-0.1-py2.6.egg",
                                                  base / "calamari_web-0.1-py2.6.egg"};
    CHECK(egg::find_installed(dir.path() / "root") == both);
    CHECK(egg::find_installed(dir.path() / "root/venv") == both);
    CHECK(egg::find_installed(dir.path() / "nowhere").empty());
}
