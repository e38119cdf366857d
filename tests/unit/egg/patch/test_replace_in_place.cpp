#include "lib/egg/patch/replace_in_place.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "support/patch_fixture.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <thread>
#include <unistd.h>

using namespace calpkg;
using egg::Backup;
using egg::BackupResult;
using test::count_entries;
using test::status_of;

namespace {

namespace stdfs = std::filesystem;

std::string attribute(const stdfs::path& path, const char* name) {
    char value[256];
    const ssize_t size = lgetxattr(path.c_str(), name, value, sizeof value);
    return size < 0 ? "none" : std::string(value, static_cast<std::size_t>(size));
}

std::string with(const std::string& bytes, const std::string& settings) {
    const auto egg = egg::Egg::open_bytes(bytes, "x.egg");
    return egg::rewrite_zip(
        bytes, egg::complete(*egg, {{{"calamari_web/settings.py", settings}}, {}}), "x.egg");
}

/// An egg in a directory of its own.
struct Installed {
    Installed() : original(test::make_zip_egg(work)) { path = dir.write("x.egg", original, 0640); }
    test::Dir work, dir;
    std::string original;
    stdfs::path path;
};

BackupResult replace_file(const stdfs::path& path, const std::string& bytes,
                          Backup backup = Backup::keep) {
    const egg::EggLock lock(path);
    return egg::replace_zip(lock, bytes, backup);
}

std::string refusal_in_place(const std::function<void()>& what) {
    try {
        what();
    } catch (const report::Error& error) {
        return error.what();
    }
    return "done";
}

} // namespace

TEST_CASE(
    "the egg is replaced and the old one kept beside it, and restored with everything it had") {
    const Installed egg;
    const struct stat before = status_of(egg.path);
    CHECK(replace_file(egg.path, with(egg.original, "new")) == BackupResult::made);
    CHECK(fs::read_file(egg.path) == with(egg.original, "new"));
    CHECK(fs::read_file(egg::backup_path(egg.path)) == egg.original);
    CHECK(count_entries(egg.dir.path()) == 2);
    egg::restore(egg.path, false);
    CHECK(fs::read_file(egg.path) == egg.original);
    CHECK(status_of(egg.path).st_ino == before.st_ino);
    CHECK(status_of(egg.path).st_mtim.tv_nsec == before.st_mtim.tv_nsec);
    CHECK(count_entries(egg.dir.path()) == 1);
}

TEST_CASE("owner, mode and extended attributes stay, seals of the old content do not") {
    const Installed egg;
    CHECK(chmod(egg.path.c_str(), 0604) == 0);
    const bool root = geteuid() == 0;
    if (root) CHECK(chown(egg.path.c_str(), 1234, 4321) == 0);
    if (!root) MESSAGE("not root: owner, security.* and trusted.* are not looked at");
    const bool user = lsetxattr(egg.path.c_str(), "user.note", "mine", 4, 0) == 0;
    if (!user) MESSAGE("no extended attributes of users here");
    if (root) {
        const bool set = lsetxattr(egg.path.c_str(), "trusted.note", "t", 1, 0) == 0 &&
                         lsetxattr(egg.path.c_str(), "security.selinux", "label", 6, 0) == 0;
        if (!set) MESSAGE("no security attributes here");
        if (lsetxattr(egg.path.c_str(), "security.ima", "\1sha", 4, 0) != 0)
            MESSAGE("no security.ima here");
    }
    const std::string label = attribute(egg.path, "security.selinux");
    const std::string trusted = attribute(egg.path, "trusted.note");
    replace_file(egg.path, with(egg.original, "new"));
    CHECK((status_of(egg.path).st_mode & 07777U) == 0604);
    if (root) CHECK(status_of(egg.path).st_uid == 1234);
    if (root) CHECK(status_of(egg.path).st_gid == 4321);
    if (user) CHECK(attribute(egg.path, "user.note") == "mine");
    CHECK(attribute(egg.path, "security.selinux") == label);
    CHECK(attribute(egg.path, "trusted.note") == trusted);
    CHECK(attribute(egg.path, "security.ima") == "none");
}

TEST_CASE("a second patch keeps the first original") {
    const Installed egg;
    replace_file(egg.path, with(egg.original, "one"));
    CHECK(replace_file(egg.path, with(egg.original, "two")) == BackupResult::kept_first);
    CHECK(fs::read_file(egg::backup_path(egg.path)) == egg.original);
    CHECK(replace_file(egg.path, with(egg.original, "three"), Backup::none) == BackupResult::none);
    egg::restore(egg.path, false);
    CHECK(fs::read_file(egg.path) == egg.original);
}

TEST_CASE("the backup of another build is neither kept for this one nor put over it") {
    const Installed egg;
    replace_file(egg.path, with(egg.original, "one"));
    const std::string upgrade = test::make_zip_egg(
        egg.work, "        z.getinfo('EGG-INFO/PKG-INFO').date_time = (2015, 1, 1, 0, 0, 0)\n");
    fs::write_file(egg.path, upgrade);
    CHECK(refusal_in_place([&] { replace_file(egg.path, with(upgrade, "two")); })
              .find("x.egg.orig: is the backup of another build of the egg; move it away, or use "
                    "--no-backup") != std::string::npos);
    CHECK(refusal_in_place([&] { egg::restore(egg.path, false); }).find("another build") !=
          std::string::npos);
    CHECK(fs::read_file(egg.path) == upgrade);
    CHECK(refusal_in_place([&] { egg::restore(egg.path, true); }) == "done");
    CHECK(fs::read_file(egg.path) == egg.original);
}

TEST_CASE("whatever a patch has changed, the backup is known as the egg's own") {
    const std::vector<std::string> info{"EGG-INFO/PKG-INFO", "EGG-INFO/top_level.txt"};
    for (const bool remove : {false, true}) {
        const Installed egg;
        std::string bytes = egg.original;
        for (const std::string& name : info) { // one patch after the other
            egg::Changes changes;
            if (remove)
                changes.remove = {name};
            else
                changes.write = {{name, "patched"}, {"calamari_web/settings.py", name}};
            const auto now = egg::Egg::open_bytes(bytes, "x.egg");
            bytes = egg::rewrite_zip(bytes, egg::complete(*now, changes), "x.egg");
            CHECK(replace_file(egg.path, bytes) != BackupResult::none);
            CHECK(egg::has_own_backup(egg.path));
        }
        CHECK(refusal_in_place([&] { egg::restore(egg.path, false); }) == "done");
        CHECK(fs::read_file(egg.path) == egg.original);
    }
}

TEST_CASE("a build of the same sources at another time is another build") {
    const Installed egg;
    replace_file(egg.path, with(egg.original, "one"));
    CHECK(egg::has_own_backup(egg.path));
    // A day later: its .py and .pyc are the same, times included.
    fs::write_file(egg.path, test::make_zip_egg(egg.work, R"(
        for name in ('PKG-INFO', 'top_level.txt'):
            z.getinfo('EGG-INFO/' + name).date_time = (2014, 7, 2, 12, 30, 0)
)"));
    CHECK_FALSE(egg::has_own_backup(egg.path));
    CHECK(refusal_in_place([&] { egg::restore(egg.path, false); }).find("another build") !=
          std::string::npos);
}

TEST_CASE("an egg that is gone or damaged is restored; without a backup nothing is") {
    const Installed egg;
    CHECK(refusal_in_place([&] {
              egg::restore(egg.path, false);
          }).find("has no backup (x.egg.orig)") != std::string::npos);
    replace_file(egg.path, with(egg.original, "new"));
    fs::write_file(egg.path, "no zip");
    egg::restore(egg.path, false);
    CHECK(fs::read_file(egg.path) == egg.original);
    replace_file(egg.path, with(egg.original, "new"));
    stdfs::remove(egg.path);
    egg::restore(egg.path, false);
    CHECK(fs::read_file(egg.path) == egg.original);
}

TEST_CASE("restoring works when a killed patch has left two names of one file") {
    const Installed egg;
    stdfs::create_hard_link(egg.path, egg::backup_path(egg.path));
    egg::restore(egg.path, false);
    CHECK(count_entries(egg.dir.path()) == 1);
    CHECK(fs::read_file(egg.path) == egg.original);
}

TEST_CASE("through a symbolic link the egg itself is replaced") {
    const Installed egg;
    const stdfs::path link = egg.work.path() / "link.egg";
    stdfs::create_symlink(egg.path, link);
    replace_file(link, with(egg.original, "new"));
    CHECK(stdfs::is_symlink(link));
    CHECK(fs::read_file(egg.path) == with(egg.original, "new"));
}

TEST_CASE("an egg that another program changes meanwhile is left alone") {
    const Installed egg;
    const egg::EggLock lock(egg.path);
    fs::write_file(egg.path, "by rpm");
    CHECK(refusal_in_place([&] {
              egg::replace_zip(lock, "new", Backup::keep);
          }).find("was changed by another program meanwhile") != std::string::npos);
    CHECK(fs::read_file(egg.path) == "by rpm");
    CHECK(count_entries(egg.dir.path()) == 1);
}

TEST_CASE("a second cal-pkg waits for the first, then works on what that one made") {
    const Installed egg;
    bool waited = false;
    auto lock = std::make_unique<egg::EggLock>(egg.path);
    std::jthread second([&] {
        const egg::EggLock mine(egg.path, [&waited] { waited = true; });
        const std::string now = fs::read_file(mine.path());
        egg::replace_zip(mine, with(now, "second"), Backup::keep);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    egg::replace_zip(*lock, with(egg.original, "first"), Backup::keep);
    lock.reset();
    second.join();
    CHECK(waited);
    CHECK(egg::Egg::open(egg.path)->read("calamari_web/settings.py") == "second");
    CHECK(fs::read_file(egg::backup_path(egg.path)) == egg.original);
}

namespace {

/// What replacing says in a process of an ordinary user: nobody, when this one is root.
std::string words_of_ordinary_user(const stdfs::path& path) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(9);
        const std::string words = refusal_in_place([&] { replace_file(path, "new"); });
        _exit(write(ends[1], words.data(), words.size()) < 0 ? 9 : 0);
    }
    close(ends[1]);
    char words[4096];
    const ssize_t size = read(ends[0], words, sizeof words);
    close(ends[0]);
    int ending = 0;
    waitpid(child, &ending, 0);
    REQUIRE(ending == 0);
    return {words, static_cast<std::size_t>(size)};
}

} // namespace

TEST_CASE("who may not write to the egg or beside it changes nothing, and is told why") {
    const Installed egg;
    chmod(egg.dir.path().c_str(), 0777);
    chmod(egg.path.c_str(), 0444);
    CHECK(words_of_ordinary_user(egg.path).find("x.egg: cannot change: Permission denied; run as "
                                                "its owner") != std::string::npos);
    chmod(egg.path.c_str(), 0666);
    if (geteuid() == 0)
        CHECK(words_of_ordinary_user(egg.path).find("x.egg: cannot keep the owner") !=
              std::string::npos);
    chmod(egg.dir.path().c_str(), 0555);
    CHECK(words_of_ordinary_user(egg.path).find("x.egg: cannot be replaced: ") !=
          std::string::npos);
    chmod(egg.dir.path().c_str(), 0755);
    CHECK(fs::read_file(egg.path) == egg.original);
    CHECK(count_entries(egg.dir.path()) == 1);
}

TEST_CASE(
    "a process that is killed at any moment leaves the old egg or the new one, and a backup") {
    const Installed egg;
    const std::string one = with(egg.original, "one"), two = with(egg.original, "two");
    std::mt19937 random(7);
    int killed = 0;
    for (int round = 0; round < 60; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            for (;;) {
                replace_file(egg.path, one);
                replace_file(egg.path, two);
            }
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 12000));
        kill(child, SIGKILL);
        int ending = 0;
        waitpid(child, &ending, 0);
        killed += WIFSIGNALED(ending) ? 1 : 0;
        const std::string now = fs::read_file(egg.path);
        CHECK((now == egg.original || now == one || now == two));
        const stdfs::path backup = egg::backup_path(egg.path);
        if (stdfs::exists(backup)) CHECK(fs::read_file(backup) == egg.original);
        if (now != egg.original) CHECK(stdfs::exists(backup));
    }
    CHECK(killed == 60);
    replace_file(egg.path, one); // removes what the killed ones left
    CHECK(count_entries(egg.dir.path()) == 2);
    egg::restore(egg.path, false);
    CHECK(fs::read_file(egg.path) == egg.original);
}
