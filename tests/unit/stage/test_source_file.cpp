#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/source_file.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace calpkg;
using doctest::Contains;
using stage::SourceFile;
using stage::Staged;
using stage::StagedEntry;
using test::file_entry;
using test::stage_all;
using test::text_entry;

namespace {

/// Allows this process files of `bytes` only, until the object dies: a disk that is full.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &limit_);
        const rlimit small{bytes, limit_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, before_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit limit_{};
    void (*before_)(int);
};

long peak_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

TEST_CASE("a source that is not what was planned is refused, and the destination stays") {
    const test::Dir dir;
    const std::filesystem::path out = dir.write("out/x.tar", "old");
    const std::filesystem::path source = dir.write("source", "content");
    const StagedEntry entry = file_entry("/f", source);
    std::string reason;

    SUBCASE("it grew") {
        dir.write("source", "content and more");
        reason = "source: changed after it was planned: it has 16 bytes instead of 7";
    }
    SUBCASE("it shrank") {
        dir.write("source", "");
        reason = "source: changed after it was planned: it has 0 bytes instead of 7";
    }
    SUBCASE("it vanished") {
        std::filesystem::remove(source);
        reason = "source: cannot open: No such file or directory";
    }
    SUBCASE("a link took its place") {
        std::filesystem::remove(source);
        std::filesystem::create_symlink("out/x.tar", source);
        reason = "source: changed after it was planned: it is a symbolic link now";
    }
    SUBCASE("a FIFO took its place") {
        std::filesystem::remove(source);
        REQUIRE(mkfifo(source.c_str(), 0644) == 0);
        reason = "source: changed after it was planned: it is not a regular file any more";
    }
    SUBCASE("a directory took its place") {
        std::filesystem::remove(source);
        std::filesystem::create_directory(source);
        reason = "source: changed after it was planned: it is not a regular file any more";
    }
    CHECK_THROWS_WITH_AS(stage_all({entry}, out), Contains(reason.c_str()), report::Error);
    CHECK(fs::read_file(out) == "old");
    CHECK(test::names_in(dir.path() / "out") == std::vector<std::string>{"x.tar"});
}

TEST_CASE("a source that changes while it is read is refused") {
    const test::Dir dir;
    const std::filesystem::path source = dir.write("source", "0123456789");
    char buffer[4];

    SourceFile shrinking(source, 10, 0);
    CHECK(shrinking.read(buffer, sizeof buffer) == 4);
    std::filesystem::resize_file(source, 4);
    CHECK_THROWS_WITH_AS(shrinking.read(buffer, sizeof buffer),
                         Contains("shrank while it was read"), report::Error);

    SourceFile growing(source, 4, 0);
    CHECK(growing.read(buffer, sizeof buffer) == 4);
    std::filesystem::resize_file(source, 5);
    CHECK_THROWS_WITH_AS(growing.read(buffer, sizeof buffer), Contains("grew while it was read"),
                         report::Error);
}

TEST_CASE("each staged file is accounted for with its SHA-256 and size; ghosts are not staged") {
    const test::Dir dir;
    const std::string big(700000, 'b');
    StagedEntry edited = file_entry("/edited", dir.write("script", "#!/usr/bin/env python\n@V@\n"));
    std::get<stage::FileSource>(edited.source).edits =
        std::make_shared<const stage::Edits>(stage::Edits{.replace = {{"@V@", "1.2-12"}}});
    StagedEntry ghost = text_entry("/ghost", "never written");
    ghost.ghost = true;
    const std::string after = "#!/usr/bin/env python\n1.2-12\n";

    const std::vector<Staged> staged =
        stage_all({file_entry("/big", dir.write("big", big)), test::directory_entry("/d"), edited,
                   file_entry("/empty", dir.write("empty", "")), ghost, text_entry("/text", "t")},
                  dir.path() / "x.tar");
    REQUIRE(staged.size() == 4);
    const std::vector<std::pair<std::string, std::string>> expected{
        {"/big", big}, {"/edited", after}, {"/empty", ""}, {"/text", "t"}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto& [path, content] = expected[i];
        CHECK(staged[i].path == path);
        CHECK(staged[i].size == content.size());
        CHECK(staged[i].sha256 == hash::sha256(content));
        CHECK(test::output_of({"tar", "-xOf", (dir.path() / "x.tar").string(), path.substr(1)}) ==
              content);
    }
    CHECK(test::output_of({"tar", "-tf", (dir.path() / "x.tar").string()}) ==
          "big\nd/\nedited\nempty\ntext\n");
}

TEST_CASE("a file too large to be edited in memory is refused by name") {
    const test::Dir dir;
    const std::filesystem::path source = dir.write("large.sql", "");
    std::filesystem::resize_file(source, (8U << 20) + 1);
    StagedEntry entry = file_entry("/f", source);
    CHECK_NOTHROW(stage_all({entry}, dir.path() / "x.tar"));
    std::get<stage::FileSource>(entry.source).edits =
        std::make_shared<const stage::Edits>(stage::Edits{.prepend = "x"});
    CHECK_THROWS_WITH_AS(stage_all({entry}, dir.path() / "x.tar"),
                         Contains("large.sql: is too large to be edited"), report::Error);
}

TEST_CASE("memory does not grow with a file") {
    const test::Dir dir;
    const std::filesystem::path source = dir.write("large", "");
    std::filesystem::resize_file(source, 96U << 20);
    stage_all({text_entry("/f", "x")}, dir.path() / "x.tar", tar::Compression::gzip);
    const long before = peak_kib();
    stage_all({file_entry("/f", source)}, dir.path() / "x.tar", tar::Compression::gzip);
    CHECK(peak_kib() - before < 16 * 1024);
}

TEST_CASE("progress tells files and bytes after every entry") {
    const test::Dir dir;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
    stage::write_tar(
        {test::directory_entry("/d"), text_entry("/d/a", "123"), text_entry("/d/b", "45")}, {},
        dir.path() / "x.tar", tar::Compression::none,
        [&](std::uint64_t files, std::uint64_t bytes) { told.emplace_back(files, bytes); });
    CHECK(told == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 0}, {1, 3}, {2, 5}});
}

TEST_CASE("an interrupt leaves nothing behind") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "out");
    const process::InterruptGuard guard;
    const auto interrupt = [](std::uint64_t, std::uint64_t) { std::raise(SIGTERM); };
    CHECK_THROWS_AS(stage::write_tar({text_entry("/a", "1"), text_entry("/b", "2")}, {},
                                     dir.path() / "out/x.tar", tar::Compression::gzip, interrupt),
                    report::Interrupted);
    CHECK(test::names_in(dir.path() / "out").empty());
}

TEST_CASE("a full disk is an error with the system's reason, and leaves nothing behind") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "out");
    for (const auto compression : {tar::Compression::none, tar::Compression::gzip}) {
        for (const std::size_t size : {std::size_t{3} << 20, std::size_t{0}}) {
            CAPTURE(size); // at once, or when the last block is written
            const FileSizeLimit limit(20);
            CHECK_THROWS_WITH_AS(stage_all({text_entry("/f", std::string(size, 'x'))},
                                           dir.path() / "out/x.tar", compression),
                                 Contains("out/x.tar: cannot write: File too large"),
                                 report::Error);
        }
    }
    CHECK(test::names_in(dir.path() / "out").empty());
}

TEST_CASE("a destination that cannot be written is named") {
    CHECK_THROWS_WITH_AS(stage_all({}, "/nonexistent/x.tar"),
                         Contains("/nonexistent/x.tar: cannot"), report::Error);
}

TEST_CASE("a file that was edited after it was planned is refused, even when its size stayed") {
    const test::Dir dir;
    const std::filesystem::path path = dir.write("file", "one");
    struct stat before {};
    REQUIRE(stat(path.c_str(), &before) == 0);
    CHECK_NOTHROW(stage::SourceFile(path, 3, stage::changed_at(before)));
    dir.write("file", "two");
    CHECK_THROWS_WITH_AS(stage::SourceFile(path, 3, stage::changed_at(before)),
                         doctest::Contains("has different content or attributes"), report::Error);
}
