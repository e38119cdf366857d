#include "lib/egg/patch/edit_copy.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <sys/stat.h>
#include <thread>

using namespace calpkg;
namespace stdfs = std::filesystem;

namespace {

/// $TMPDIR for the life of it.
class Temporary {
public:
    Temporary() { setenv("TMPDIR", dir_.path().c_str(), 1); }
    ~Temporary() {
        if (before_.empty())
            unsetenv("TMPDIR");
        else
            setenv("TMPDIR", before_.c_str(), 1);
    }
    const stdfs::path& path() const { return dir_.path(); }

private:
    test::Dir dir_;
    std::string before_ = std::getenv("TMPDIR") == nullptr ? "" : std::getenv("TMPDIR");
};

unsigned mode_of(const stdfs::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

} // namespace

TEST_CASE("a copy is the user's alone, has the member's name, and stays until it is removed") {
    const Temporary temporary;
    stdfs::path file;
    {
        egg::EditCopy copy("calamari_web/settings.py", "a = 1\n");
        file = copy.file();
        CHECK(file.filename() == "settings.py");
        CHECK(file.parent_path().parent_path() == temporary.path());
        CHECK(mode_of(file) == 0600);
        CHECK(mode_of(file.parent_path()) == 0700);
        CHECK(copy.text() == "a = 1\n");
        CHECK_FALSE(copy.is_written());
        CHECK(egg::EditCopy::unfinished().empty()); // somebody works with it
    }
    CHECK(stdfs::exists(file));
    CHECK(egg::EditCopy::unfinished() == std::vector<stdfs::path>{file.parent_path()});
}

TEST_CASE("a copy that is being made is not taken for one that somebody has left") {
    const Temporary temporary;
    // Somebody has made it, and is about to lock it.
    stdfs::create_directory(temporary.path() / "cal-pkg-edit-AAAAAA");
    CHECK(egg::EditCopy::unfinished().empty());
    std::atomic<bool> ended = false;
    std::atomic<std::size_t> mistaken = 0;
    std::thread other([&] {
        while (!ended) mistaken += egg::EditCopy::unfinished().size();
    });
    for (int i = 0; i < 1000; ++i) {
        egg::EditCopy copy("settings.py", "a = 1\n");
        copy.remove();
    }
    ended = true;
    other.join();
    CHECK(mistaken.load() == 0);
}

TEST_CASE("what an editor writes is seen, whichever way it writes it") {
    const Temporary temporary;
    egg::EditCopy copy("settings.py", "a = 1\n");
    fs::write_file(copy.file(), "a = 1\n"); // another file, renamed to it
    CHECK(copy.is_written());
    CHECK_FALSE(copy.is_written());
    CHECK(copy.text() == "a = 1\n");
    CHECK_FALSE(copy.has_company());
    fs::write_file(copy.file().string() + "~", "a = 0\n");
    CHECK(copy.has_company());
    stdfs::remove(copy.file());
    CHECK_THROWS_WITH_AS(copy.text(), doctest::Contains("is gone"), report::Error);
    stdfs::create_symlink("/etc/passwd", copy.file());
    CHECK_THROWS_WITH_AS(copy.text(), doctest::Contains("is not a regular file any more"),
                         report::Error);
    copy.remove();
    CHECK(stdfs::is_empty(temporary.path()));
}

TEST_CASE("a name that no file should have, and a directory that is not there, are errors") {
    const Temporary temporary;
    for (const char* name : {"a/..", "a/", "a/x\x1by"})
        CHECK_THROWS_WITH_AS(egg::EditCopy(name, ""), doctest::Contains("that no file should have"),
                             report::Error);
    CHECK(stdfs::is_empty(temporary.path()));
    setenv("TMPDIR", (temporary.path() / "none").c_str(), 1);
    CHECK_THROWS_WITH_AS(egg::EditCopy("a.py", ""), doctest::Contains("create directory"),
                         report::Error);
}
