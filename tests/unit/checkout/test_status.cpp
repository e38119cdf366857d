#include "lib/checkout/git.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

using namespace calpkg;
using checkout::Git;

namespace {

using Names = std::vector<std::string>;

/// More than git reads in the time that anything else would take.
constexpr std::size_t kLarge = 5U << 20;

/// A clone as it is a moment after it was made, with two large files: the index is no younger than they are, so that
/// only their contents tell whether they have changed.
class FreshClone {
public:
    explicit FreshClone(const test::Dir& dir) : repository(dir.path() / "repo") {
        // Of a file's status only size and time count, which a test can make the same again.
        repository.git({"config", "core.checkStat", "minimal"});
        repository.git({"config", "core.trustctime", "false"});
        for (const char* name : {"first", "second", "small"}) put(name, 'a');
        repository.commit("Large files");
        settle(".git/index");
    }

    /// Fills a file with `c`.
    void put(const std::string& name, char c) const {
        repository.write(name, std::string(name == "small" ? 10 : kLarge, c));
        settle(name);
    }

    /// Gives a file the time of the index.
    void settle(const std::string& name) const {
        std::filesystem::last_write_time(repository.top() / name, time_);
    }

    test::Repository repository;

private:
    std::filesystem::file_time_type time_ =
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
};

Names modified(const FreshClone& clone) { return Git(clone.repository.top()).modified_files(); }

} // namespace

TEST_CASE("in a fresh clone nothing is modified until somebody changes it") {
    const test::Dir dir;
    const FreshClone clone(dir);
    const std::filesystem::path index = clone.repository.top() / ".git/index";
    const auto written = std::filesystem::last_write_time(index);
    CHECK(modified(clone).empty());
    CHECK(std::filesystem::last_write_time(index) == written);
}

TEST_CASE("in a fresh clone a change of which no time and no size tells is found") {
    const test::Dir dir;
    const FreshClone clone(dir);
    clone.put("second", 'b');
    clone.put("small", 'b');
    CHECK(modified(clone) == Names{"second", "small"});
}

TEST_CASE("in a fresh clone changes of every kind are found") {
    const test::Dir dir;
    const FreshClone clone(dir);
    clone.repository.write("small", "another size");
    std::filesystem::remove(clone.repository.top() / "first");
    clone.repository.write("new", "staged");
    clone.repository.git({"add", "new"});
    clone.settle(".git/index");
    CHECK(modified(clone) == Names{"first", "new", "small"});
}

TEST_CASE("in a fresh clone what somebody's settings convert is not modified") {
    const test::Dir dir;
    const FreshClone clone(dir);
    const test::Repository& repository = clone.repository;
    std::string text, converted;
    while (text.size() < kLarge) text += "a line\n", converted += "a line\r\n";
    repository.write("text", text);
    repository.commit("Lines");
    repository.git({"config", "core.autocrlf", "true"});
    repository.write("text", converted);
    clone.settle("text");
    repository.git({"add", "text"});
    clone.settle(".git/index");
    CHECK(modified(clone).empty());
}
