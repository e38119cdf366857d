#include "lib/python/bytecode.hpp"

#include "lib/fs/file.hpp"
#include "support/interpreters.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::kNoon;

namespace {

const std::string kSource = "x = 1\n";

/// The bytecode that an interpreter makes of kSource, whose time is kNoon; `mode` is the third
/// argument of py_compile.compile's own words, "" for its default.
std::string compiled(const test::Interpreter& interpreter, const std::string& mode) {
    const test::Dir dir;
    const auto source = dir.write("m.py", kSource).string();
    REQUIRE(test::run({"touch", "-d", "@" + std::to_string(kNoon), source}).ok());
    const auto made = interpreter.run({"-c",
                                       "import py_compile, sys\npy_compile.compile(sys.argv[1], "
                                       "sys.argv[2]" +
                                           mode + ")",
                                       source, source + "c"});
    REQUIRE_MESSAGE(made.ok(), made.err);
    return fs::read_file(source + "c");
}

} // namespace

TEST_CASE("the header of real bytecode says which Python made it, and of what") {
    REQUIRE_FALSE(test::interpreters().empty());
    for (const auto& interpreter : test::interpreters()) {
        CAPTURE(interpreter.version);
        const auto header = python::read_bytecode_header(compiled(interpreter, ""));
        REQUIRE(header.python != nullptr);
        CHECK(header.python->version == interpreter.version);
        CHECK(header.complete);
        CHECK_FALSE(header.hash_based);
        CHECK(header.mtime == kNoon);
        if (header.python->three()) CHECK(header.size == kSource.size());
    }
}

TEST_CASE("the hash in real bytecode is the source's") {
    bool asked = false;
    for (const auto& interpreter : test::interpreters()) {
        for (const std::string mode : {"CHECKED_HASH", "UNCHECKED_HASH"}) {
            if (interpreter.run({"-c", "import py_compile\npy_compile.PycInvalidationMode"}).ok()) {
                CAPTURE(interpreter.version);
                const auto header = python::read_bytecode_header(compiled(
                    interpreter, ", invalidation_mode=py_compile.PycInvalidationMode." + mode));
                CHECK(header.hash_based);
                CHECK(header.check_source == (mode == "CHECKED_HASH"));
                REQUIRE(header.python != nullptr);
                CHECK(header.hash == python::source_hash(*header.python, kSource));
                asked = true;
            }
        }
    }
    if (!asked) MESSAGE("skipped: no Python from 3.7 on is installed, which hashes sources");
}

TEST_CASE("a source's hash is the one that Python computes") {
    // _imp.source_hash of CPython 3.7 and 3.11 for these bytes
    const auto hash = [](const std::string& version) {
        for (const auto& python : python::bytecode_rules())
            if (version == python.version) return test::le(python::source_hash(python, kSource), 8);
        return std::string();
    };
    CHECK(hash("3.7") == "\x20\x32\x9d\x81\x0d\xb2\x27\xea");
    CHECK(hash("3.11") == "\x4c\x03\x72\xaa\x93\xf7\x52\x52");
}

TEST_CASE("what is no bytecode, of no Python that is known, or too short says nothing") {
    CHECK(python::read_bytecode_header("").python == nullptr);
    CHECK(python::read_bytecode_header("x = 1\n").python == nullptr);
    CHECK(python::read_bytecode_header("\x01\x02\r\n" + std::string(20, 'x')).python == nullptr);
    const std::string whole = test::bytecode_header("3.6", kNoon, 7);
    const auto cut = python::read_bytecode_header(whole.substr(0, 11));
    CHECK(cut.python != nullptr);
    CHECK_FALSE(cut.complete);
}
