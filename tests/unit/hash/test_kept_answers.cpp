#include "lib/fs/file.hpp"
#include "lib/hash/kept_answers.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace calpkg;

namespace {

/// KeepingRuns that keep their answers in a file of `dir`.
struct KeepingRuns {
    test::Dir dir;
    std::string context = "one";

    std::filesystem::path file() const { return dir.path() / "cache/answers"; }
    std::string text() const { return fs::read_file(file()); }

    void learn(const std::string& key, const std::string& answer) const {
        hash::KeptAnswers answers(file(), context);
        answers.learn(key, answer);
        answers.save();
    }
    std::optional<std::string> find(const std::string& key) const {
        return hash::KeptAnswers(file(), context).find(key);
    }
};

} // namespace

TEST_CASE("what one run learns the next ones find, whatever bytes it has") {
    KeepingRuns runs;
    const std::string bytes("a\n\0 1 2\n\xff", 9);
    CHECK_FALSE(runs.find(bytes));
    runs.learn(bytes, "");
    runs.learn("", bytes);
    runs.learn("key", "12 3\nanswer");
    CHECK(runs.find(bytes) == "");
    CHECK(runs.find("") == bytes);
    CHECK(runs.find("key") == "12 3\nanswer");
    CHECK_FALSE(runs.find("ke"));
    CHECK_FALSE(runs.find("key2"));
    runs.learn("key", "another");
    CHECK(runs.find("key") == "another");
    CHECK(runs.find("") == bytes);
}

TEST_CASE("what is kept of somebody's files nobody else may read") {
    KeepingRuns runs;
    runs.learn("key", "1");
    CHECK(std::filesystem::status(runs.file()).permissions() == std::filesystem::perms(0600));
}

TEST_CASE("what a run learns it finds itself") {
    KeepingRuns runs;
    hash::KeptAnswers answers(runs.file(), runs.context);
    answers.learn("key", "1");
    CHECK(answers.find("key") == "1");
    CHECK_FALSE(std::filesystem::exists(runs.file()));
}

TEST_CASE("answers of another context are none, nor are damaged ones") {
    KeepingRuns runs;
    runs.learn("key", "1");
    runs.learn("other", "2");
    const std::string whole = runs.text();
    runs.context = "another";
    CHECK_FALSE(runs.find("key"));
    runs.context = "one";
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = damaged[at] == '1' ? '2' : '1';
        fs::write_file(runs.file(), damaged);
        CHECK_FALSE(runs.find("key"));
        fs::write_file(runs.file(), whole.substr(0, at));
        CHECK_FALSE(runs.find("key"));
    }
    fs::write_file(runs.file(), whole + "\n");
    CHECK_FALSE(runs.find("key"));
    fs::write_file(runs.file(), whole);
    CHECK(runs.find("key") == "1");
}

TEST_CASE("nothing is written where nothing was learned, or nothing can be") {
    KeepingRuns runs;
    hash::KeptAnswers(runs.file(), "one").save();
    CHECK_FALSE(std::filesystem::exists(runs.file()));
    for (const auto& [file, context] :
         {std::pair(runs.file(), ""), std::pair(std::filesystem::path(), "one")}) {
        hash::KeptAnswers nowhere(file, context);
        CHECK_FALSE(nowhere.keep());
        nowhere.learn("key", "1");
        CHECK_FALSE(nowhere.find("key"));
        nowhere.save();
    }
    CHECK_FALSE(std::filesystem::exists(runs.file()));
    fs::write_file(runs.dir.path() / "cache", "a file where the directory is to be");
    runs.learn("key", "1");
    CHECK_FALSE(runs.find("key"));
}

TEST_CASE("beyond a limit only what is in use is kept") {
    KeepingRuns runs;
    const std::string large(31U << 20, 'x');
    runs.learn("small", "1");
    runs.learn("large", large);
    CHECK(runs.find("small") == "1");
    {
        hash::KeptAnswers answers(runs.file(), runs.context);
        CHECK(answers.find("small") == "1");
        answers.learn("new", large.substr(0, 2U << 20));
        answers.save();
    }
    CHECK(runs.find("small") == "1");
    CHECK(runs.find("new"));
    CHECK_FALSE(runs.find("large"));
}
