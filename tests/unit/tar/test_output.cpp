#include "lib/encode/gzip.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/input.hpp"
#include "lib/tar/output.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using tar::Compression;
using tar::MemberKind;

namespace {

/// An archive with one member of each kind.
std::filesystem::path written(const test::Dir& dir, Compression compression) {
    const auto file = dir.write("a.tar", "what was there before");
    tar::TarOutput output(file, "result", compression);
    output.begin({MemberKind::directory, "/top", 0750, 86400, ""}, 0);
    output.begin({MemberKind::file, "/top/file", 0640, 86401, ""}, 5);
    output.write("hello", 5);
    output.begin({MemberKind::symlink, "/top/link", 0, 86402, "file"}, 0);
    output.begin({MemberKind::hardlink, "/top/same", 0640, 86401, "/top/file"}, 0);
    output.finish();
    return file;
}

} // namespace

TEST_CASE("GNU tar lists every kind of member with mode, owner, size and time") {
    for (const Compression compression : {Compression::none, Compression::gzip}) {
        const test::Dir dir;
        const process::Result listed =
            test::run({"tar", "--utc", "-tvf", written(dir, compression).string()});
        CHECK(listed.err == "");
        CHECK(listed.out ==
              "drwxr-x--- root/root         0 1970-01-02 00:00 top/\n"
              "-rw-r----- root/root         5 1970-01-02 00:00 top/file\n"
              "lrwxrwxrwx root/root         0 1970-01-02 00:00 top/link -> file\n"
              "hrw-r----- root/root         0 1970-01-02 00:00 top/same link to top/file\n");
    }
}

TEST_CASE("what was written is read back, contents in pieces") {
    const test::Dir dir;
    tar::TarInput input(written(dir, Compression::gzip));
    std::string seen;
    while (input.next()) {
        seen += input.member().name + "[";
        char piece[2];
        while (const std::size_t count = input.read(piece, sizeof piece)) seen.append(piece, count);
        seen += "]" + input.member().link + "\n";
    }
    CHECK(seen == "top/[]\ntop/file[hello]\ntop/link[]file\ntop/same[]top/file\n");
}

TEST_CASE("a name that is not UTF-8 is refused") {
    const test::Dir dir;
    tar::TarOutput output(dir.write("a.tar", ""), "result", Compression::none);
    CHECK_THROWS_WITH_AS(output.begin({MemberKind::file, "/\xff", 0644, 0, ""}, 0),
                         doctest::Contains("not valid UTF-8"), report::Error);
}

TEST_CASE("a failure to write names the destination") {
    const auto write = [](Compression compression) {
        tar::TarOutput output("/dev/full", "result", compression);
        output.begin({MemberKind::file, "file", 0644, 0, ""}, 1U << 20);
        const std::string content(1U << 20, 'x');
        output.write(content.data(), content.size());
        output.finish();
    };
    for (const Compression compression : {Compression::none, Compression::gzip})
        CHECK_THROWS_WITH_AS(write(compression),
                             doctest::Contains("result: cannot write: No space left"),
                             report::Error);
}

TEST_CASE("a gzipped archive is the plain one in this project's own encoding") {
    const test::Dir dir;
    const std::string plain = fs::read_file(written(dir, Compression::none));
    std::string expected;
    encode::Gzip gzip([&](std::string_view piece) { expected += piece; }, 6);
    gzip.write(plain);
    gzip.finish();
    CHECK(fs::read_file(written(dir, Compression::gzip)) == expected);
}
