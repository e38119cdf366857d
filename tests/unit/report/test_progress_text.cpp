#include "lib/report/progress_text.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using report::progress_bar;
using report::progress_text;

TEST_CASE("a bar fills as what is done grows, and no further") {
    CHECK(progress_bar(0, 100, 12) == "[>         ]");
    CHECK(progress_bar(50, 100, 12) == "[=====>    ]");
    CHECK(progress_bar(99, 100, 12) == "[=========>]");
    CHECK(progress_bar(100, 100, 12) == "[==========]");
    CHECK(progress_bar(200, 100, 12) == "[==========]");
    CHECK(progress_bar(0, 0, 12) == "[==========]");
    CHECK(progress_bar(1, 2, 0) == "[>]");
}

TEST_CASE("a rate has the unit that reads best") {
    CHECK(report::rate_text(0) == "0 B/s");
    CHECK(report::rate_text(999) == "999 B/s");
    CHECK(report::rate_text(1500) == "1.5 kB/s");
    CHECK(report::rate_text(2.5e6) == "2.5 MB/s");
    CHECK(report::rate_text(3e15) == "3000.0 TB/s");
}

TEST_CASE("what there is no room for is left out, the bar last") {
    const report::Amount half{50'000'000, 100'000'000, 2, "5/9 files, 50.0 MB/100.0 MB"};
    const std::string line = "server staging    2.0 s";
    const std::string bar = "[=========>        ]  50%";
    CHECK(progress_text(line, half, 120) ==
          line + "  " + bar + "  5/9 files, 50.0 MB/100.0 MB  25.0 MB/s  2 s left");
    CHECK(progress_text(line, half, 75) == line + "  " + bar + "  25.0 MB/s  2 s left");
    CHECK(progress_text(line, half, 62) == line + "  " + bar + "  2 s left");
    CHECK(progress_text(line, half, 52) == line + "  " + bar);
    CHECK(progress_text(line, half, 49) == line + "  25.0 MB/s  2 s left");
    CHECK(progress_text(line, half, 36) == line + "  2 s left");
    CHECK(progress_text(line, half, 30) == line);
    CHECK(progress_text(line, half, 10) == "server sta");
    CHECK(progress_text(line, half, 0) == "");
}

TEST_CASE("the first moments give no rate, and long times are minutes") {
    const std::string early = progress_text("x", {1, 100, 0.4, "1/2 files"}, 100);
    CHECK(early == "x  [>                 ]   1%  1/2 files");
    CHECK(progress_text("x", {0, 100, 3, ""}, 100) == "x  [>                 ]   0%");
    const std::string slow = progress_text("x", {1, 1000, 1, ""}, 100);
    CHECK(slow.ends_with("16:39 min left"));
    CHECK(progress_text("x", {100, 100, 1, ""}, 100).ends_with("100 B/s  0 s left"));
}
