#include "lib/capsule/contents.hpp"
#include "lib/capsule/open.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("of several files in a capsule none is taken unless the user names one") {
    const test::Dir dir;
    capsule::Contents contents;
    contents.add_text(std::string(capsule::kLock) + "a.yaml", "a");
    contents.add_text(std::string(capsule::kVenv) + "venv.tar.gz", "v");
    capsule::write(contents, dir.path() / "one");
    const auto completed = capsule::Capsule(dir.path() / "one").completed({});
    CHECK(completed.parts.lock.ends_with("/lock/a.yaml"));
    CHECK(completed.parts.venv.ends_with("/virtualenv/venv.tar.gz"));
    CHECK(completed.parts.web_apps.empty());
    contents.add_text(std::string(capsule::kLock) + "b.yaml", "b");
    capsule::write(contents, dir.path() / "two");
    const capsule::Capsule two(dir.path() / "two");
    CHECK_THROWS_WITH_AS(two.completed({}), doctest::Contains("holds several files for --lock"),
                         report::Error);
    reproduce::Options options;
    options.parts.lock = "mine.yaml";
    CHECK(two.completed(options).parts.lock == "mine.yaml");
}
