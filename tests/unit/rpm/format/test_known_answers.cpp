#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/known_answers.hpp"
#include "support/other_bzip2.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <set>
#include <string>

using namespace calpkg;
using test::other_bzip2;

TEST_CASE("the libraries that packages are compressed with give the known answers at every level") {
    for (const std::string compressor : {"zstd", "xz", "lzma", "bzip2"})
        for (int level = 0; level <= (compressor == "zstd" ? 23 : 9); ++level) {
            CAPTURE(compressor);
            CAPTURE(level);
            const rpm::Answer answer = rpm::answer_of({compressor, std::to_string(level)});
            if (answer.library == answer.known_library)
                CHECK(answer.given == answer.known);
            else if (answer.given != answer.known)
                MESSAGE(answer.library << " gives other bytes: not tested");
        }
}

TEST_CASE("each method has an answer of its own, and flags are read as librpm reads them") {
    const auto answer = [](const char* compressor, const char* flags) {
        return std::string(rpm::answer_of({compressor, flags}).known);
    };
    CHECK(std::set<std::string>{answer("zstd", "1"), answer("zstd", "3"), answer("zstd", "9"),
                                answer("zstd", "19"), answer("xz", "0"), answer("xz", "6"),
                                answer("bzip2", "9")}
              .size() == 7);
    CHECK(answer("zstd", "") == answer("zstd", "3"));
    CHECK(answer("zstd", "0") == answer("zstd", "3"));
    CHECK(answer("zstd", "19T8L27") == answer("zstd", "19"));
    CHECK(answer("xz", "2T4") == answer("xz", "2"));
    CHECK(answer("xz", "") == answer("xz", "6"));
    CHECK(answer("lzma", "2") == answer("xz", "2"));
}

TEST_CASE("a library that answers otherwise is refused, with both versions and a way out") {
    const rpm::Answer answer{"libzstd 1.4.4", "0123", "4567", "libzstd 1.5.4"};
    CHECK_THROWS_WITH_AS(
        rpm::check_answer(answer, {"zstd", "3"}),
        "libzstd 1.4.4: compresses (zstd 3) to other bytes than libzstd 1.5.4 does, so the package "
        "would not be the same as elsewhere; run cal-pkg where libzstd 1.5.4 is installed; for a "
        "build, w6.gzdio as 'payload' and 'source-payload' in the target's file takes cal-pkg's "
        "own gzip "
        "instead",
        report::Error);
}

TEST_CASE("nothing is written with a library that answers otherwise; one that answers right is "
          "asked once") {
    const test::Dir dir;
    const auto file = dir.write("payload", "");
    const fs::Descriptor fd(open(file.c_str(), O_RDWR | O_CLOEXEC));
    const rpm::Compression how{"bzip2", "4"};
    const auto begin = [&] { rpm::make_compressor(fd.get(), 0, how, "payload"); };
    other_bzip2 = true;
    CHECK_THROWS_WITH_AS(begin(), doctest::Contains("to other bytes than libbz2 1.0.8 does"),
                         report::Error);
    CHECK(fs::read_file(file).empty());
    other_bzip2 = false;
    CHECK_NOTHROW(begin());
    other_bzip2 = true;
    CHECK_NOTHROW(begin());
    other_bzip2 = false;
}
