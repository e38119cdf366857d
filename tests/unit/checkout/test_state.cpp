#include "lib/checkout/findings.hpp"
#include "lib/checkout/git.hpp"
#include "lib/checkout/state.hpp"
#include "lib/checkout/version.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/local.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <vector>

using namespace calpkg;
using checkout::Git;

namespace {

using Names = std::vector<std::string>;

/// Puts a git into PATH that notes what it is asked for.
class NotingGit {
public:
    explicit NotingGit(const test::Dir& dir)
        : log_(dir.path() / "asked"),
          path_(std::getenv("PATH")) {
        dir.write("bin/git",
                  "#!/bin/sh\necho \"$*\" >>'" + log_.string() + "'\nPATH='" + path_ +
                      "' exec git \"$@\"\n",
                  0755);
        setenv("PATH", ((dir.path() / "bin").string() + ":" + path_).c_str(), 1);
    }
    ~NotingGit() { setenv("PATH", path_.c_str(), 1); }
    NotingGit(const NotingGit&) = delete;
    NotingGit& operator=(const NotingGit&) = delete;

    /// How many questions there were since the last call.
    std::size_t asked() const {
        const std::string text = std::filesystem::exists(log_) ? fs::read_file(log_) : "";
        fs::write_file(log_, "");
        return static_cast<std::size_t>(std::ranges::count(text, '\n'));
    }

private:
    std::filesystem::path log_;
    std::string path_;
};

/// A checkout that run after run looks at, as long after the last change as any change needs to show.
struct LookingRuns {
    test::Dir dir;
    test::Repository repository{dir.path() / "repo"};
    NotingGit noting{dir};
    std::string memory = "memory";
    std::time_t later = 60;

    LookingRuns() {
        repository.write("file", "text");
        repository.write("below/the/top", "text\n");
        repository.commit("First");
        repository.tag("v1.0");
        repository.commit("Second");
    }

    /// All that planning asks a checkout for, in words; `how` says where it is remembered.
    std::string told(const std::filesystem::path& how) const {
        const Git git(repository.top(), how, std::time(nullptr) + later);
        std::string text;
        const auto here = checkout::version_of(git, checkout::Scheme::calamari, true, std::nullopt);
        text += here.version.text() + "\n" + here.commit.subject + "\n";
        for (const std::string& name : git.modified_files()) text += "modified " + name + "\n";
        for (const checkout::TrackedFile& file : git.tracked_files())
            text += file.path + " " + file.object + (file.hidden ? " hidden" : "") + "\n";
        for (const report::Finding& finding :
             checkout::findings(git, checkout::Scheme::calamari, here, "el6", "package"))
            text += finding.message + "\n";
        git.remember();
        return text;
    }
    /// What is told with the memory, which must be what git tells.
    std::string told() const {
        std::string text = told(dir.path() / memory);
        CHECK(text == told({}));
        return text;
    }
    /// How often git is asked, by one who remembers.
    std::size_t asked() const {
        noting.asked();
        told(dir.path() / memory);
        return noting.asked();
    }
};

/// The questions where all is known: where the repository is, and how it is configured.
constexpr std::size_t kAlways = 2;

} // namespace

TEST_CASE("what git has said it is not asked again") {
    LookingRuns runs;
    CHECK(runs.asked() > kAlways + 1);
    if (!fs::is_local(runs.dir.path())) {
        MESSAGE("not run: this directory's file system is none of those that are believed");
        return;
    }
    CHECK(runs.asked() == kAlways + 1); // files are looked at from the second time on
    CHECK(runs.asked() == kAlways);
    CHECK(runs.told() == runs.told());
    CHECK(runs.asked() == kAlways);
    runs.memory = "another";
    CHECK(runs.asked() > kAlways);
}

TEST_CASE("whatever git would look at, it is asked again when that has changed") {
    LookingRuns runs;
    const test::Repository& repository = runs.repository;
    const std::filesystem::path top = repository.top();
    const auto git = [&](const Names& arguments) {
        return [&, arguments] { repository.git(arguments); };
    };
    const std::string first = repository.git({"rev-parse", "HEAD~1"});
    const std::vector<std::function<void()>> changes{
        [&] { repository.write("file", "next"); }, // of the same size
        [&] { repository.write("file", "text"); }, // and back
        [&] { std::filesystem::permissions(top / "file", std::filesystem::perms(0755)); },
        [&] { std::filesystem::remove(top / "file"); },
        git({"checkout", "file"}),
        [&] { // with the time that it had: only ctime tells
            const auto time = std::filesystem::last_write_time(top / "below/the/top");
            repository.write("below/the/top", "TEXT\n");
            std::filesystem::last_write_time(top / "below/the/top", time);
        },
        git({"checkout", "below/the/top"}),
        [&] { // what is tracked lies behind a link
            std::filesystem::rename(top / "below/the", top / "elsewhere");
            std::filesystem::create_directory_symlink("../elsewhere", top / "below/the");
        },
        [&] {
            std::filesystem::remove(top / "below/the");
            std::filesystem::rename(top / "elsewhere", top / "below/the");
        },
        [&] {
            repository.write("new", "staged");
            repository.git({"add", "new"});
        },
        git({"commit", "-q", "-m", "Third"}),
        git({"tag", "-a", "-m", "x", "v1.1"}),
        git({"tag", "-d", "v1.1"}),
        git({"tag", "-a", "-m", "x", "v0.9", first}),
        git({"pack-refs", "--all"}),
        git({"tag", "-a", "-m", "x", "v2.0", first}),
        git({"checkout", "-q", "-b", "branch", first}),
        git({"update-index", "--assume-unchanged", "file"}),
        git({"update-index", "--no-assume-unchanged", "file"}),
        git({"config", "core.fileMode", "false"}),
        [&] { std::filesystem::permissions(top / "file", std::filesystem::perms(0755)); },
        git({"config", "core.fileMode", "true"}),
        [&] { repository.write("below/.gitattributes", "* text eol=crlf\n"); }, // nobody tracks it
        [&] { repository.write("below/.gitattributes", "* -text\n"); },
        git({"commit", "-q", "--allow-empty", "-m", "A message"}),
        git({"commit", "-q", "--amend", "--allow-empty", "-m", "Another message"}),
    };
    std::string last = runs.told();
    for (std::size_t i = 0; i < changes.size(); ++i) {
        CAPTURE(i);
        changes[i]();
        last = runs.told();
        CHECK(runs.told() == last);
    }
}

TEST_CASE("what git could not answer it is asked again") {
    LookingRuns runs;
    runs.repository.git({"tag", "-d", "v1.0"});
    for (int i = 0; i < 2; ++i) {
        CHECK_THROWS_WITH_AS(runs.told(runs.dir.path() / runs.memory), doctest::Contains("no tag"),
                             report::Error);
        const Git git(runs.repository.top(), runs.dir.path() / runs.memory,
                      std::time(nullptr) + runs.later);
        CHECK_THROWS_AS(git.output({"describe", "HEAD"}), report::Error);
        git.remember();
    }
}

TEST_CASE("attributes count wherever they are, tracked or not") {
    LookingRuns runs;
    const Git git(runs.repository.top());
    const auto state = [&] {
        return checkout::work_tree_state(git.top(), git.tracked_files(),
                                         std::time(nullptr) + runs.later);
    };
    auto last = state();
    for (const char* directory : {"", "below/", "below/the/"})
        for (const char* text : {"* text\n", "* -text\n"}) {
            runs.repository.write(std::string(directory) + ".gitattributes", text);
            const auto next = state();
            CHECK((next != last || !next));
            last = next;
        }
    CHECK(state() == last);
    runs.repository.write("below/other", "nobody tracks it");
    CHECK(state() == last);
}

TEST_CASE("the user's own attributes count, and so does which git is asked") {
    LookingRuns runs;
    const std::string home = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "";
    setenv("HOME", runs.dir.path().c_str(), 1);
    const auto state = [&] {
        return checkout::repository_state({runs.repository.top() / ".git"}, "configuration",
                                          std::time(nullptr) + runs.later);
    };
    const auto before = state();
    CHECK(state() == before);
    runs.dir.write(".config/git/attributes", "* -text\n");
    const auto with_attributes = state();
    CHECK((with_attributes != before || !before));
    const std::string path = std::getenv("PATH");
    setenv("PATH", ("/nowhere:" + path).c_str(), 1);
    CHECK((state() != with_attributes || !before));
    setenv("PATH", path.c_str(), 1);
    setenv("HOME", home.c_str(), 1);
}

TEST_CASE("what another kernel may write to has no state") {
    const std::time_t later = std::time(nullptr) + 60;
    CHECK_FALSE(checkout::repository_state({"/proc/sys/kernel/random"}, "", later));
    CHECK_FALSE(checkout::work_tree_state("/proc/sys/kernel/random", {}, later));
}

TEST_CASE("of a checkout that was written to a moment ago nothing is remembered") {
    LookingRuns runs;
    runs.later = 0;
    const std::size_t all = runs.asked();
    CHECK(all > kAlways);
    CHECK(runs.asked() == all);
    CHECK_FALSE(std::filesystem::exists(runs.dir.path() / runs.memory));
}

TEST_CASE("a linked work tree is remembered beside the one that it was made from") {
    LookingRuns runs;
    const std::filesystem::path linked = runs.dir.path() / "linked";
    runs.repository.git({"worktree", "add", "-q", "-b", "linked", linked.string()});
    const auto told = [&](const std::filesystem::path& memory) {
        const Git git(linked, memory, std::time(nullptr) + runs.later);
        const std::string hash = git.head().hash;
        const std::string description = git.output({"describe", "--long", "HEAD"});
        git.remember();
        return hash + " " + description;
    };
    const std::filesystem::path memory = runs.dir.path() / runs.memory;
    for (int i = 0; i < 2; ++i) CHECK(told(memory) == told({}));
    runs.repository.git({"-C", linked.string(), "commit", "-q", "--allow-empty", "-m", "Third"});
    CHECK(told(memory) == told({}));
    runs.repository.git({"tag", "-a", "-m", "x", "v3.0", "linked"}); // in the common directory
    CHECK(told(memory) == told({}));
    CHECK(test::has(told(memory), "v3.0-0-"));
    runs.noting.asked();
    told(memory);
    CHECK((runs.noting.asked() == kAlways || !fs::is_local(linked)));
}

TEST_CASE("what another environment would let git say is asked for") {
    LookingRuns runs;
    runs.repository.git({"config", "--unset", "core.fileMode"});
    CHECK(runs.asked() > kAlways);
    const std::string config = runs.dir.write("config", "[core]\n\tfileMode = false\n").string();
    setenv("GIT_CONFIG_GLOBAL", config.c_str(), 1);
    CHECK(runs.asked() > kAlways);
    std::filesystem::permissions(runs.repository.top() / "file", std::filesystem::perms(0755));
    CHECK_FALSE(test::has(runs.told(), "modified"));
    fs::write_file(config, "");
    CHECK(test::has(runs.told(), "modified file"));
    unsetenv("GIT_CONFIG_GLOBAL");
}

TEST_CASE("a submodule's state, and attributes that configuration names, are asked for each time") {
    LookingRuns runs;
    const std::string attributes = runs.dir.write("attributes", "").string();
    runs.repository.git({"config", "core.attributesFile", attributes});
    for (int i = 0; i < 2; ++i) runs.asked();
    CHECK(runs.asked() > kAlways);
    runs.repository.git({"config", "--unset", "core.attributesFile"});
    const test::Repository other(runs.dir.path() / "other");
    other.commit("Other");
    runs.repository.git({"-c", "protocol.file.allow=always", "submodule", "add", "-q",
                         other.top().string(), "sub"});
    runs.repository.commit("With a submodule");
    for (int i = 0; i < 2; ++i) runs.asked();
    CHECK(runs.asked() > kAlways);
    test::run({"git", "-C", (runs.repository.top() / "sub").string(), "-c", "user.name=x", "-c",
               "user.email=x@x", "commit", "-q", "--allow-empty", "-m", "More"});
    CHECK(test::has(runs.told(), "modified sub"));
}

TEST_CASE("in the middle of a merge git is asked each time") {
    LookingRuns runs;
    const test::Repository& repository = runs.repository;
    repository.begin_conflict();
    const auto modified = [&](const std::filesystem::path& memory) {
        const Git git(repository.top(), memory, std::time(nullptr) + runs.later);
        const Names names = git.modified_files();
        git.remember();
        return names;
    };
    const std::filesystem::path memory = runs.dir.path() / runs.memory;
    for (int i = 0; i < 3; ++i) CHECK(modified(memory) == Names{"file"});
    repository.write("below/the/top", "edited");
    CHECK_THROWS_WITH_AS(modified(memory), doctest::Contains("in the middle of a merge"),
                         report::Error);
}

TEST_CASE("a damaged memory costs time only") {
    LookingRuns runs;
    const std::string told = runs.told();
    for (const auto& entry : std::filesystem::directory_iterator(runs.dir.path() / runs.memory))
        fs::write_file(entry.path(), "damaged");
    CHECK(runs.told() == told);
    std::filesystem::remove_all(runs.dir.path() / runs.memory);
    fs::write_file(runs.dir.path() / runs.memory, "a file where a directory is to be");
    CHECK(runs.told() == told);
}
