#include "lib/fs/file.hpp"
#include "lib/fs/local.hpp"
#include "lib/hash/known_contents.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <string>
#include <sys/stat.h>
#include <utility>

using namespace calpkg;

namespace {

struct stat looked_at(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    return status;
}

/// As if a file had last been changed a minute ago, which no test waits for.
struct stat as_if_settled(struct stat status) {
    status.st_ctim.tv_sec = status.st_mtim.tv_sec = std::time(nullptr) - 60;
    return status;
}

/// Asks about one file in runs of their own.
struct Questions {
    test::Dir dir;
    std::filesystem::path file = dir.path() / "file";
    std::string program = "one";
    int read = 0;

    Questions() { fs::write_file(file, "text"); }

    std::string told(const struct stat& status, const char* question = "what?") {
        hash::KnownContents contents(dir.path() / "cache", program);
        std::string text = hash::KnownContents::told(&contents, question, file, status, [&] {
            ++read;
            return fs::read_file(file);
        });
        contents.save();
        return text;
    }
    /// Whether the file is read for the answer, which is right.
    bool is_read(const struct stat& status, const char* question = "what?") {
        const int before = read;
        CHECK(told(status, question) == "text");
        return read > before;
    }
};

} // namespace

TEST_CASE("what was found out about a file is not found out again while nothing of it changes") {
    Questions asked;
    if (!fs::is_local(asked.dir.path())) {
        MESSAGE("not run: this directory's file system is none of those that are believed");
        return;
    }
    const struct stat status = as_if_settled(looked_at(asked.file));
    CHECK(asked.is_read(status));
    CHECK_FALSE(asked.is_read(status));
    CHECK(asked.is_read(status, "what else?"));
    CHECK_FALSE(asked.is_read(status));
    const auto changed = [&](auto change) {
        struct stat other = status;
        change(other);
        return asked.is_read(other);
    };
    CHECK(changed([](struct stat& s) { ++s.st_dev; }));
    CHECK(changed([](struct stat& s) { ++s.st_ino; }));
    CHECK(changed([](struct stat& s) { s.st_mode ^= 0111U; }));
    CHECK(changed([](struct stat& s) { ++s.st_size; }));
    CHECK(changed([](struct stat& s) { ++s.st_mtim.tv_nsec; }));
    CHECK(changed([](struct stat& s) { --s.st_mtim.tv_sec; }));
    CHECK(changed([](struct stat& s) { ++s.st_ctim.tv_nsec; }));
    CHECK(changed([](struct stat& s) { --s.st_ctim.tv_sec; }));
    asked.program = "another";
    CHECK(asked.is_read(status));
}

TEST_CASE("a file that was changed a moment ago is looked at again: it may change once more in the "
          "same moment") {
    Questions asked;
    const struct stat now = looked_at(asked.file);
    CHECK(asked.is_read(now));
    CHECK(asked.is_read(now));
    struct stat later = as_if_settled(now);
    later.st_mtim.tv_sec = std::time(nullptr) + 3600; // of a file that somebody gave it
    CHECK(asked.is_read(later));
    CHECK(asked.is_read(later));
    const std::time_t today = 1'000'000;
    struct stat status {};
    status.st_mtim.tv_sec = today - 100;
    for (const int ago : {0, 1, 2}) {
        status.st_ctim.tv_sec = today - ago;
        CHECK_FALSE(hash::is_settled(status, today));
    }
    status.st_ctim.tv_sec = today - 3;
    CHECK(hash::is_settled(status, today));
    std::swap(status.st_ctim, status.st_mtim);
    CHECK(hash::is_settled(status, today));
}

TEST_CASE("only file systems of this machine's own kernel are believed") {
    CHECK_FALSE(fs::is_local("/proc"));
    CHECK_FALSE(fs::is_local("/nothing/there"));
    Questions asked;
    asked.file = "/proc/version";
    const struct stat status = as_if_settled(looked_at(asked.file));
    for (int i = 1; i < 3; ++i) {
        asked.told(status);
        CHECK(asked.read == i);
    }
}

TEST_CASE("without a memory every file is read") {
    Questions asked;
    const struct stat status = as_if_settled(looked_at(asked.file));
    asked.program.clear();
    CHECK(asked.is_read(status));
    CHECK(asked.is_read(status));
    const auto told = [&] {
        return hash::KnownContents::told(nullptr, "what?", asked.file, status,
                                         [] { return std::string("read"); });
    };
    CHECK(told() == "read");
}
