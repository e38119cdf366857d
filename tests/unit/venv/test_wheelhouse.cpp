#include "support/complaint.hpp"
#include "support/support.hpp"

#include "lib/hash/digest.hpp"
#include "lib/venv/wheelhouse.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::complaint;
using test::has;

namespace {

struct WheelhouseFixture {
    test::Dir dir;
    WheelhouseFixture() {
        dir.write("wheels/Django-1.5.1.tar.gz", "django");
        dir.write("wheels/six-1.17.0-py2.py3-none-any.whl", "six");
        dir.write("wheels/README", "no archive");
    }
    venv::Wheelhouse open() const { return venv::Wheelhouse(dir.path() / "wheels"); }
};

} // namespace

TEST_CASE("a wheelhouse lists its archives with their digests") {
    const WheelhouseFixture f;
    const venv::Wheelhouse wheelhouse = f.open();
    REQUIRE(wheelhouse.archives().size() == 2);
    CHECK(wheelhouse.archives()[0].name == "django");
    CHECK(wheelhouse.archives()[0].sha256 == hash::sha256("django"));
    CHECK(wheelhouse.archives()[1].version == "1.17.0");
    CHECK(has(complaint([&] { venv::Wheelhouse(f.dir.path() / "nowhere"); }), "venv wheelhouse"));
}

TEST_CASE("everything that a wheelhouse lacks is named at once") {
    const WheelhouseFixture f;
    const auto list = venv::parse_requirements(
        "django==1.5.1\nSix>=1.0\nMako\nDjango==1.6\nold; python_version < '2'\n", "r");
    CHECK(has(complaint([&] { f.open().check(list, {"whisper-1.tar.gz"}); }),
              "lacks Mako, Django==1.6, whisper-1.tar.gz; "));
    const auto there = venv::parse_requirements("django==1.5.1\nsix\n", "r");
    CHECK(complaint([&] { f.open().check(there, {"Django-1.5.1.tar.gz"}); }).empty());
}

TEST_CASE("a lock keeps its archives alone, and every wrong one is named") {
    const WheelhouseFixture f;
    venv::Lock lock;
    lock.subject = "lock.yaml";
    lock.distributions = {
        {"six", "1.17.0", "six-1.17.0-py2.py3-none-any.whl", hash::sha256("six")}};
    venv::Wheelhouse wheelhouse = f.open();
    wheelhouse.restrict_to(lock);
    REQUIRE(wheelhouse.archives().size() == 1);
    wheelhouse.copy_to(f.dir.path() / "copy");
    CHECK(std::filesystem::exists(f.dir.path() / "copy/six-1.17.0-py2.py3-none-any.whl"));
    CHECK_FALSE(std::filesystem::exists(f.dir.path() / "copy/Django-1.5.1.tar.gz"));

    lock.distributions = {{"Django", "1.5.1", "Django-1.5.1.tar.gz", hash::sha256("other")},
                          {"Mako", "1.0", "Mako-1.0.tar.gz", hash::sha256("")}};
    venv::Wheelhouse again = f.open();
    const std::string text = complaint([&] { again.restrict_to(lock); });
    CHECK(has(text, "Django-1.5.1.tar.gz has the SHA-256 " + hash::sha256("django")));
    CHECK(has(text, "Mako-1.0.tar.gz is missing"));
}

TEST_CASE("an archive that changes after it was digested is not installed") {
    const test::Dir dir;
    dir.write("wheels/six-1.0.tar.gz", "six");
    const venv::Wheelhouse wheelhouse(dir.path() / "wheels");
    wheelhouse.copy_to(dir.path() / "one");
    CHECK(std::filesystem::exists(dir.path() / "one/six-1.0.tar.gz"));
    dir.write("wheels/six-1.0.tar.gz", "another");
    CHECK(test::has(test::complaint([&] { wheelhouse.copy_to(dir.path() / "two"); }),
                    "six-1.0.tar.gz: has changed while it was read"));
}

TEST_CASE("links in circles and to nowhere are no archives; a file is not a wheelhouse") {
    const test::Dir dir;
    const auto file = dir.write("wheels/six-1.0.tar.gz", "six");
    std::filesystem::create_symlink("a-1.0.tar.gz", dir.path() / "wheels/a-1.0.tar.gz");
    std::filesystem::create_symlink("none", dir.path() / "wheels/b-1.0.tar.gz");
    std::filesystem::create_symlink("six-1.0.tar.gz", dir.path() / "wheels/c-1.0.tar.gz");
    CHECK(venv::Wheelhouse(dir.path() / "wheels").archives().size() == 2);
    CHECK(test::has(test::complaint([&] { venv::Wheelhouse none(file); }),
                    "is not a directory of archives"));
}
