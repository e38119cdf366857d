#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/venv/read_venv.hpp"
#include "lib/plan/venv/settle_times.hpp"
#include "lib/stage/write_tar.hpp"
#include "support/support.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using Names = std::vector<std::string>;

namespace {

constexpr std::int64_t kEpoch = 1400000000;
constexpr std::int64_t kSourceTime = 1390000001;
const std::string kLib = "lib/python2.7/site-packages/";
const std::string kSource = "X = 1\n";

std::string python2(std::int64_t time) {
    return test::bytecode_header("2.7", static_cast<std::uint32_t>(time)) + "code";
}

std::string python3(std::int64_t time, std::uint32_t size) {
    return test::bytecode_header("3.8", static_cast<std::uint32_t>(time), size) + "code";
}

/// With the hash of a source in the place of its time and size (PEP 552).
std::string hash_based(std::uint64_t hash) {
    return python3(0, 0).substr(0, 4) + test::le(1, 4) + test::le(hash, 8) + "code";
}

std::int64_t time_of(const std::string& content) {
    return hash::content_time(kEpoch, hash::sha256(content));
}

/// A virtualenv whose files are all of one second.
struct TimesFixture {
    test::Dir dir;
    plan::Venv venv;

    TimesFixture() { put("bin/python", "binary"); }

    void put(const std::string& name, const std::string& content) const {
        fs::set_time(dir.write("venv/" + name, content), kSourceTime);
    }

    /// Takes the directory, or a tarball of it, and gives what was removed.
    Names settle(bool archived = false) {
        std::filesystem::path given = dir.path() / "venv";
        if (archived) {
            given = dir.path() / "venv.tar.gz";
            REQUIRE(test::run({"tar", "-czf", given.string(), "venv"}, dir.path()).ok());
        }
        venv = plan::read_venv(given, "/opt/calamari/venv", {});
        return plan::settle_times(venv, kEpoch);
    }

    std::int64_t time(const std::string& name) const { return venv.entries.at(name).mtime; }

    /// What is staged for a file.
    std::string staged(const std::string& name) const {
        const auto tar = dir.path() / "out.tar";
        stage::write_tar({venv.entries.at(name)}, venv.archive, tar, tar::Compression::none);
        const process::Result out = test::run({"tar", "-xOf", tar.string()});
        REQUIRE(out.ok());
        return out.out;
    }
};

} // namespace

TEST_CASE("a file has the time of its content, in a directory as in a tarball") {
    TimesFixture f;
    f.put(kLib + "a.py", kSource);
    for (const bool archived : {false, true}) {
        CHECK(f.settle(archived).empty());
        CHECK(f.time(kLib + "a.py") == time_of(kSource));
        CHECK(f.time("bin/python") == time_of("binary"));
    }
}

TEST_CASE(
    "bytecode that fits gets its source's new time, and the same bytes whatever the old times") {
    TimesFixture f;
    f.put(kLib + "a.py", kSource);
    f.put(kLib + "a.pyc", python2(kSourceTime));
    f.put(kLib + "b.py", kSource);
    f.put(kLib + "__pycache__/b.cpython-38.pyc", python3(kSourceTime, 6));
    for (const bool archived : {false, true}) {
        CHECK(f.settle(archived).empty());
        CHECK(f.staged(kLib + "a.pyc") == python2(time_of(kSource)));
        CHECK(f.staged(kLib + "__pycache__/b.cpython-38.pyc") == python3(time_of(kSource), 6));
    }
    const std::int64_t time = f.time(kLib + "a.pyc");
    fs::set_time(f.dir.write("venv/" + kLib + "a.py", kSource), 1300000000);
    f.dir.write("venv/" + kLib + "a.pyc", python2(1300000000));
    CHECK(f.settle().empty());
    CHECK(f.time(kLib + "a.pyc") == time);
    CHECK(f.staged(kLib + "a.pyc") == python2(time_of(kSource)));
}

TEST_CASE("bytecode of another source is another file, although its code is the same") {
    TimesFixture f;
    f.put(kLib + "a.py", kSource);
    f.put(kLib + "a.pyc", python2(kSourceTime));
    f.settle();
    const std::int64_t time = f.time(kLib + "a.pyc");
    f.put(kLib + "a.py", kSource + "# comment\n");
    f.settle();
    CHECK(f.time(kLib + "a.pyc") != time);
}

TEST_CASE("bytecode that does not fit is removed and told") {
    TimesFixture f;
    for (const std::string module : {"time", "python", "size", "tag", "cut", "hash", "text"})
        f.put(kLib + module + ".py", kSource);
    f.put(kLib + "time.pyc", python2(kSourceTime + 1));
    f.put(kLib + "python.pyc",
          test::bytecode_header("2.6", static_cast<std::uint32_t>(kSourceTime)) + "code");
    f.put(kLib + "__pycache__/size.cpython-38.pyc", python3(kSourceTime, 7));
    f.put(kLib + "__pycache__/tag.cpython-37.pyc", python3(kSourceTime, 6));
    f.put(kLib + "__pycache__/gone.cpython-38.pyc", python3(kSourceTime, 6));
    f.put(kLib + "cut.pyc", python2(kSourceTime).substr(0, 8));
    f.put(kLib + "__pycache__/hash.cpython-38.pyc", hash_based(7));
    f.put(kLib + "text.pyo", "no bytecode");
    std::filesystem::create_symlink("time.py", f.dir.path() / "venv" / (kLib + "link.py"));
    f.put(kLib + "link.pyc", python2(kSourceTime));
    const std::string cache = kLib + "__pycache__/";
    const Names expected{cache + "gone.cpython-38.pyc",
                         cache + "hash.cpython-38.pyc",
                         cache + "size.cpython-38.pyc",
                         cache + "tag.cpython-37.pyc",
                         kLib + "cut.pyc",
                         kLib + "link.pyc",
                         kLib + "python.pyc",
                         kLib + "text.pyo",
                         kLib + "time.pyc"};
    for (const bool archived : {false, true}) {
        CHECK(f.settle(archived) == expected);
        for (const std::string& path : expected) CHECK(!f.venv.entries.contains(path));
        CHECK(f.venv.entries.contains(kLib + "time.py"));
    }
}

TEST_CASE("bytecode that knows its source's hash, or has no source beside it, is left alone") {
    TimesFixture f;
    f.put(kLib + "a.py", kSource);
    const auto* python = python::read_bytecode_header(python3(1, 1)).python;
    const std::string known = hash_based(python::source_hash(*python, kSource));
    f.put(kLib + "__pycache__/a.cpython-38.pyc", known);
    f.put(kLib + "only.pyc", python2(kSourceTime + 1));
    for (const bool archived : {false, true}) {
        CHECK(f.settle(archived).empty());
        CHECK(f.staged(kLib + "__pycache__/a.cpython-38.pyc") == known);
        CHECK(f.staged(kLib + "only.pyc") == python2(kSourceTime + 1));
    }
}

TEST_CASE("another name of bytecode in a tarball stays for the same module only") {
    TimesFixture f;
    f.put(kLib + "a.py", kSource);
    f.put(kLib + "b.py", kSource);
    const std::string cache = "venv/" + kLib + "__pycache__/";
    f.put(kLib + "__pycache__/a.cpython-38.opt-1.pyc", python3(kSourceTime, 6));
    for (const std::string name : {"a.cpython-38.pyc", "b.cpython-38.pyc"})
        std::filesystem::create_hard_link(f.dir.path() / (cache + "a.cpython-38.opt-1.pyc"),
                                          f.dir.path() / (cache + name));
    REQUIRE(test::run({"tar", "--sort=name", "-cf", "v.tar", "venv"}, f.dir.path()).ok());
    f.venv = plan::read_venv(f.dir.path() / "v.tar", "/opt/calamari/venv", {});
    CHECK(plan::settle_times(f.venv, kEpoch) == Names{kLib + "__pycache__/b.cpython-38.pyc"});
    CHECK(f.time(kLib + "__pycache__/a.cpython-38.pyc") ==
          f.time(kLib + "__pycache__/a.cpython-38.opt-1.pyc"));
}
