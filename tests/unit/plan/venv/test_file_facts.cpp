#include "lib/fs/local.hpp"
#include "lib/plan/venv/file_facts.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <string>
#include <sys/stat.h>
#include <utility>

using namespace calpkg;

namespace {

/// Gives `content` in pieces that are as long as is asked for.
struct Reader {
    std::string content;
    std::size_t at = 0;
    std::size_t operator()(char* buffer, std::size_t size) {
        const std::size_t count = content.copy(buffer, size, at);
        at += count;
        return count;
    }
};

void check_equal(const plan::FileFacts& a, const plan::FileFacts& b) {
    CHECK(a.mtime == b.mtime);
    CHECK(a.digest == b.digest);
    CHECK(a.elf == b.elf);
    CHECK(a.header.python == b.header.python);
    CHECK(a.header.length == b.header.length);
    CHECK(a.header.complete == b.header.complete);
    CHECK(a.header.hash_based == b.header.hash_based);
    CHECK(a.header.check_source == b.header.check_source);
    CHECK(a.header.mtime == b.header.mtime);
    CHECK(a.header.size == b.header.size);
    CHECK(a.header.hash == b.header.hash);
}

} // namespace

TEST_CASE("facts that are known are those that would be read, whatever the file is") {
    const test::Dir dir;
    const std::string python27("\x03\xf3\r\n\x01\x02\x03\x04"
                               "code",
                               12);
    const std::string python39("\x61\r\r\n\0\0\0\0\x01\x02\x03\x04\x05\0\0\0code", 20);
    const std::string hashed("\x61\r\r\n\x03\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08"
                             "code",
                             20);
    const std::string large(200'000, 'x');
    std::time_t now = std::time(nullptr) + 60;
    for (const auto& [name, content] : {std::pair<std::string, std::string>("a.py", "text"),
                                        {"a.pyc", python27},
                                        {"a.pyc", python39},
                                        {"a.pyc", hashed},
                                        {"a.pyc", ""},
                                        {"a.pyc", python27.substr(0, 6)},
                                        {"a.pyc", python39 + large},
                                        {"lib.so", "\177ELF and more"},
                                        {"lib.so", "\177EL"},
                                        {"a.pyc", "\177ELF"},
                                        {"empty", ""},
                                        {"large", large}}) {
        CAPTURE(name);
        CAPTURE(content.size());
        const std::filesystem::path file = dir.write(name, content);
        struct stat status {};
        REQUIRE(stat(file.c_str(), &status) == 0);
        const plan::FileFacts facts = plan::read_facts(name, status.st_mtime, Reader{content});
        CHECK(facts.elf == content.starts_with("\177ELF"));
        hash::KnownContents contents(dir.path() / "known", "this program", now);
        check_equal(plan::known_facts(name, file, status, &contents, Reader{content}), facts);
        contents.save();
        hash::KnownContents known(dir.path() / "known", "this program", now);
        bool read = false;
        const auto note = [&, reader = Reader{content}](char* buffer, std::size_t size) mutable {
            read = true;
            return reader(buffer, size);
        };
        check_equal(plan::known_facts(name, file, status, &known, note), facts);
        CHECK(read != fs::is_local(file));
        check_equal(plan::known_facts(name, file, status, nullptr, Reader{content}), facts);
    }
}

TEST_CASE("of one file what it is as bytecode and what it is as anything else are two things") {
    const test::Dir dir;
    const std::string content("\x03\xf3\r\n\x01\x02\x03\x04"
                              "code",
                              12);
    const std::filesystem::path file = dir.write("file", content);
    struct stat status {};
    REQUIRE(stat(file.c_str(), &status) == 0);
    hash::KnownContents contents(dir.path() / "known", "this program", std::time(nullptr) + 60);
    const auto facts = [&](const std::string& name) {
        return plan::known_facts(name, file, status, &contents, Reader{content});
    };
    CHECK(facts("a.pyc").digest != facts("a").digest);
    CHECK(facts("a.pyc").header.mtime == 0x04030201);
    CHECK(facts("a").header.python == nullptr);
}
