#include "lib/fs/file.hpp"
#include "lib/hash/known_good.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace calpkg;

namespace {

/// Judges each text in a run of its own, which remembers in a file of `dir`; notes what a judge was asked for.
struct Runs {
    test::Dir dir;
    std::string program = "one";
    std::vector<std::string> asked;

    std::filesystem::path file() const { return dir.path() / "cache/known-good"; }

    std::optional<int> judge(const std::string& text, const char* judge = "a") {
        hash::KnownGood known(file(), program);
        const auto fault = known.fault(judge, text, [&] {
            asked.push_back(text);
            return text.starts_with("bad") ? std::optional(1) : std::nullopt;
        });
        known.save();
        return fault;
    }

    /// Whether a good text is judged again.
    bool is_judged(const std::string& text, const char* name = "a") {
        asked.clear();
        CHECK_FALSE(judge(text, name));
        return !asked.empty();
    }
};

} // namespace

TEST_CASE("what was judged good is not judged again, and what was bad is") {
    Runs runs;
    for (const char* text : {"x", "y", ""}) {
        CHECK(runs.is_judged(text));
        CHECK_FALSE(runs.is_judged(text));
    }
    CHECK_FALSE(runs.is_judged("x")); // what was learned later puts nothing out
    for (int i = 0; i < 2; ++i) CHECK(runs.judge("bad") == 1);
    CHECK(runs.asked == std::vector<std::string>{"bad", "bad"});
}

TEST_CASE("what one judge finds good another judges") {
    Runs runs;
    CHECK(runs.is_judged("x"));
    CHECK(runs.is_judged("x", "b"));
    CHECK(runs.is_judged("b\nx", ""));
    CHECK(runs.is_judged("\nb\nx", ""));
    CHECK_FALSE(runs.is_judged("x", "b"));
}

TEST_CASE("another program's memory is not believed, nor a damaged one") {
    Runs runs;
    CHECK(runs.is_judged("x"));
    runs.program = "another";
    CHECK(runs.is_judged("x"));
    const std::string whole = fs::read_file(runs.file());
    for (const std::string& damaged :
         {std::string(), whole.substr(1), whole.substr(0, whole.size() - 1), whole + "\n",
          "x" + whole.substr(1)}) {
        fs::write_file(runs.file(), damaged);
        CHECK(runs.is_judged("x"));
        CHECK(fs::read_file(runs.file()) == whole); // and is mended
    }
}

TEST_CASE("without a place or an identity all is judged") {
    Runs runs;
    runs.program.clear();
    CHECK(runs.is_judged("x"));
    CHECK(runs.is_judged("x"));
    CHECK_FALSE(std::filesystem::exists(runs.file()));
    runs.program = "one";
    fs::write_file(runs.dir.path() / "cache", "a file where the directory is to be");
    CHECK(runs.is_judged("x"));
    CHECK(runs.is_judged("x"));
    hash::KnownGood nowhere;
    for (int i = 0; i < 2; ++i)
        CHECK(nowhere.fault("a", "x", [] { return std::optional(2); }) == 2);
}
