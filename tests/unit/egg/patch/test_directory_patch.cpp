#include "lib/egg/patch/directory_patch.hpp"
#include "lib/fs/file.hpp"
#include "support/patch_fixture.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace calpkg;
using egg::Backup;
using egg::BackupResult;
using test::count_entries;
using test::status_of;

namespace {

namespace stdfs = std::filesystem;

egg::Changes changes_for(const stdfs::path& top, const std::string& text) {
    return egg::complete(*egg::Egg::open(top), {{{"calamari_web/settings.py", text},
                                                 {"calamari_web/urls.py", text},
                                                 {"calamari_web/sub/new.py", text}},
                                                {}});
}

BackupResult replace(const stdfs::path& top, const std::string& text,
                     Backup backup = Backup::keep) {
    const egg::EggLock lock(top);
    return egg::replace_directory(lock, changes_for(top, text), backup);
}

std::string settings(const stdfs::path& top) {
    return fs::read_file(top / "calamari_web/settings.py");
}

/// Whether the three files of changes_for() are all of one patch.
bool is_whole(const stdfs::path& top) {
    const std::string text = settings(top);
    if (text == test::kBuggySettings) return !stdfs::exists(top / "calamari_web/sub");
    return fs::read_file(top / "calamari_web/urls.py") == text &&
           fs::read_file(top / "calamari_web/sub/new.py") == text &&
           !stdfs::exists(top / "calamari_web/settings.pyc");
}

} // namespace

TEST_CASE("a directory egg is replaced as a whole and stays a directory") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir);
    const stdfs::path info = top / "EGG-INFO/PKG-INFO", init = top / "calamari_web/__init__.py";
    const struct stat before = status_of(info),
                      settings_before = status_of(top / "calamari_web/settings.py");
    CHECK(replace(top, "new") == BackupResult::made);
    CHECK(is_whole(top));
    CHECK(settings(top) == "new");
    CHECK_FALSE(stdfs::exists(top / "calamari_web/__pycache__/settings.cpython-36.pyc"));
    CHECK(status_of(info).st_ino == before.st_ino);
    CHECK(status_of(info).st_nlink == 1);
    CHECK(status_of(info).st_mtim.tv_nsec == before.st_mtim.tv_nsec);
    const struct stat after = status_of(top / "calamari_web/settings.py");
    CHECK((after.st_mode & 07777U) == 0640);
    CHECK(after.st_mtim.tv_sec <= settings_before.st_mtim.tv_sec - 3 * 24 * 60 * 60);
    CHECK((status_of(top / "calamari_web/sub/new.py").st_mode & 07777U) == 0644);
    CHECK(count_entries(dir.path()) == 2);
}

TEST_CASE("a link that leads nowhere is replaced by a file like those beside it") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir), link = top / "calamari_web/a.py";
    const struct stat settings_before = status_of(top / "calamari_web/__init__.py");
    stdfs::create_symlink("nowhere", link);
    const egg::Changes changes =
        egg::complete(*egg::Egg::open(top), {{{"calamari_web/a.py", "x"}}, {}});
    egg::replace_directory(egg::EggLock(top), changes, Backup::none);
    CHECK(stdfs::is_regular_file(stdfs::symlink_status(link)));
    CHECK(fs::read_file(link) == "x");
    CHECK(status_of(link).st_mode == settings_before.st_mode);
}

TEST_CASE("the time on disk is the one that the applied changes told") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir);
    const auto after = egg::rewrite_directory(*egg::Egg::open(top), changes_for(top, "new"));
    replace(top, "new");
    for (const char* name : {"calamari_web/settings.py", "calamari_web/sub/new.py"})
        CHECK(status_of(top / name).st_mtim.tv_sec == after->find(name)->mtime);
}

TEST_CASE("the backup of a directory egg is a copy, and is put back") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir), backup = egg::backup_path(top);
    const struct stat before = status_of(top / "calamari_web/settings.py");
    replace(top, "one");
    CHECK(settings(backup) == test::kBuggySettings);
    CHECK(status_of(backup / "EGG-INFO/PKG-INFO").st_ino !=
          status_of(top / "EGG-INFO/PKG-INFO").st_ino);
    CHECK(replace(top, "two") == BackupResult::kept_first);
    egg::restore(top, false);
    CHECK(settings(top) == test::kBuggySettings);
    CHECK(stdfs::exists(top / "calamari_web/settings.pyc"));
    const struct stat after = status_of(top / "calamari_web/settings.py");
    CHECK(after.st_mode == before.st_mode);
    CHECK(after.st_mtim.tv_nsec == before.st_mtim.tv_nsec);
    CHECK(count_entries(dir.path()) == 1);
}

TEST_CASE("hard links in a directory egg: other names keep the old content, restore links again") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir), web = top / "calamari_web";
    const stdfs::path changed = web / "settings.py", untouched = web / "__init__.py";
    stdfs::create_hard_link(changed, web / "twin.py");
    stdfs::create_hard_link(changed, dir.path() / "settings.outside");
    stdfs::create_hard_link(untouched, dir.path() / "init.outside");
    const ino_t inode = status_of(changed).st_ino;

    CHECK(replace(top, "new") == BackupResult::made);
    CHECK(settings(top) == "new");
    CHECK(status_of(changed).st_nlink == 1);
    for (const stdfs::path& name : {web / "twin.py", dir.path() / "settings.outside"})
        CHECK(fs::read_file(name) == test::kBuggySettings);
    CHECK(status_of(web / "twin.py").st_ino == inode);
    CHECK(status_of(untouched).st_ino == status_of(dir.path() / "init.outside").st_ino);
    // The backup shares nothing else: an editor that writes into the egg does not reach it.
    CHECK(status_of(top / "EGG-INFO/PKG-INFO").st_nlink == 1);

    egg::restore(top, false);
    CHECK(settings(top) == test::kBuggySettings);
    for (const stdfs::path& name : {changed, web / "twin.py", dir.path() / "settings.outside"})
        CHECK(status_of(name).st_ino == inode);
    CHECK(status_of(changed).st_nlink == 3);
    CHECK(status_of(untouched).st_ino == status_of(dir.path() / "init.outside").st_ino);
    CHECK(status_of(untouched).st_nlink == 2);
}

TEST_CASE("a tree written elsewhere leaves the egg alone and shares nothing with it") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir), to = dir.path() / "elsewhere.egg";
    egg::patch_tree(top, changes_for(top, "new"), to, fs::Copying::elsewhere);
    CHECK(is_whole(to));
    CHECK(settings(to) == "new");
    CHECK(settings(top) == test::kBuggySettings);
    CHECK(status_of(top / "EGG-INFO/PKG-INFO").st_nlink == 1);
}

TEST_CASE("links in the egg stay links") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir);
    stdfs::create_symlink("nowhere", top / "dangling");
    replace(top, "new");
    CHECK(stdfs::read_symlink(top / "dangling") == "nowhere");
    CHECK(stdfs::read_symlink(egg::backup_path(top) / "dangling") == "nowhere");
}

TEST_CASE("an error half way through leaves the directory egg as it was") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir);
    const egg::EggLock lock(top);
    egg::Changes changes = changes_for(top, "new");
    changes.remove.push_back("calamari_web/not-there");
    CHECK_THROWS_AS(egg::replace_directory(lock, changes, Backup::keep), report::Error);
    CHECK(settings(top) == test::kBuggySettings);
    CHECK(stdfs::exists(top / "calamari_web/settings.pyc"));
    CHECK(count_entries(dir.path()) == 1);
}

TEST_CASE("where directories cannot be exchanged, files are replaced one by one, or none") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir), fresh = dir.path() / "fresh";
    const egg::Changes changes = changes_for(top, "new");
    egg::patch_tree(top, changes, fresh, fs::Copying::share);
    stdfs::create_directory(dir.path() / "held");
    SUBCASE("all goes well") {
        egg::replace_one_by_one(top, fresh, dir.path() / "held", changes);
        CHECK(is_whole(top));
        CHECK(settings(top) == "new");
    }
    SUBCASE("the last file fails") {
        stdfs::remove(fresh / "calamari_web/urls.py");
        stdfs::create_hard_link(top / "calamari_web/settings.py", dir.path() / "outside");
        CHECK_THROWS_AS(egg::replace_one_by_one(top, fresh, dir.path() / "held", changes),
                        report::Error);
        CHECK(settings(top) == test::kBuggySettings);
        CHECK(stdfs::exists(top / "calamari_web/settings.pyc"));
        CHECK_FALSE(stdfs::exists(top / "calamari_web/sub/new.py"));
        CHECK(status_of(top / "calamari_web/settings.py").st_ino ==
              status_of(dir.path() / "outside").st_ino);
    }
}

TEST_CASE("a process that is killed at any moment leaves one whole directory egg and its backup") {
    const test::Dir dir;
    const stdfs::path top = test::make_directory_egg(dir), backup = egg::backup_path(top);
    std::mt19937 random(11);
    for (int round = 0; round < 40; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            for (int i = 0;; ++i) replace(top, i % 2 == 0 ? "one" : "two");
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 60000));
        kill(child, SIGKILL);
        int ending = 0;
        waitpid(child, &ending, 0);
        REQUIRE(WIFSIGNALED(ending));
        CHECK(is_whole(top));
        if (settings(top) != test::kBuggySettings) CHECK(stdfs::exists(backup));
        if (stdfs::exists(backup)) CHECK(settings(backup) == test::kBuggySettings);
    }
    replace(top, "one");
    CHECK(count_entries(dir.path()) == 2);
    egg::restore(top, false);
    CHECK(settings(top) == test::kBuggySettings);
}
