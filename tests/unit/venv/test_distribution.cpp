#include "lib/venv/distribution.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("names that indexes take for one are one") {
    for (const std::string name : {"zope.interface", "Zope_Interface", "zope--interface"})
        CHECK(venv::canonical_name(name) == "zope-interface");
    CHECK(venv::same_version("1.0_1", "1.0-1"));
    CHECK(venv::same_version("1.0RC1", "1.0rc1"));
    CHECK(venv::same_version("1.0", "1.0.0"));
    CHECK(venv::same_version("1", "1.0"));
    CHECK_FALSE(venv::same_version("1.0", "1.0.1"));
    CHECK_FALSE(venv::same_version("1.0", "10"));
    CHECK_FALSE(venv::same_version("1.0rc1", "1.0"));
}

TEST_CASE("file names tell which distribution an archive holds") {
    const auto wheel =
        venv::parse_archive_name("MarkupSafe-1.1.1-cp27-cp27mu-manylinux1_x86_64.whl");
    REQUIRE(wheel);
    CHECK(wheel->name == "markupsafe");
    CHECK(wheel->version == "1.1.1");
    CHECK(wheel->wheel);
    for (const std::string ending : {".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".zip"}) {
        const auto source = venv::parse_archive_name("django-tagging-0.3.1" + ending);
        REQUIRE(source);
        CHECK(source->name == "django-tagging");
        CHECK(source->version == "0.3.1");
        CHECK_FALSE(source->wheel);
    }
    for (const std::string other :
         {"README", "x.whl", "-1.0.tar.gz", "name-.zip", "a-1.0.tar", "a.tar.gz"})
        CHECK_MESSAGE(!venv::parse_archive_name(other), other);
}

TEST_CASE("a file name's version contradicts another only when the numbers differ") {
    CHECK(venv::versions_contradict("2.0", "1.6"));
    CHECK(venv::versions_contradict("1", "1.0.1"));
    CHECK(venv::versions_contradict("1.0rc1", "1.1rc1"));
    CHECK_FALSE(venv::versions_contradict("2013.8", "2013.08"));
    CHECK_FALSE(venv::versions_contradict("1.0", "v1"));
    CHECK_FALSE(venv::versions_contradict("1.0_beta", "1.0b0"));
    CHECK_FALSE(venv::versions_contradict("0", "0.0"));
    // The source archives of the 1.2 line are named by commits.
    CHECK_FALSE(venv::versions_contradict("a6e2176e", "0.9.12"));
    CHECK_FALSE(venv::versions_contradict("6f23d369", "0.9.10"));
}

TEST_CASE("a wheel's name tells which Pythons can have it") {
    for (const char* file :
         {"six-1.17.0-py2.py3-none-any.whl", "a-1-cp27-cp27mu-manylinux1_x86_64.whl",
          "a-1-1build-py27-none-any.whl", "a-1-py26-none-any.whl", "a-1.tar.gz"})
        CHECK_MESSAGE(venv::is_for_python(file, "2.7"), file);
    for (const char* file : {"a-1-py3-none-any.whl", "a-1-cp26-cp26mu-linux_x86_64.whl",
                             "a-1-cp36-abi3-linux_x86_64.whl", "a-1-py28-none-any.whl"})
        CHECK_MESSAGE(!venv::is_for_python(file, "2.7"), file);
    CHECK(venv::is_for_python("a-1-cp36-abi3-linux_x86_64.whl", "3.11"));
    CHECK(venv::is_for_python("a-1-cp311-cp311-linux_x86_64.whl", "3.11"));
    CHECK_FALSE(venv::is_for_python("a-1-cp310-cp310-linux_x86_64.whl", "3.11"));
    CHECK_FALSE(venv::is_for_python("a-1-py312-none-any.whl", "3.11"));
}
