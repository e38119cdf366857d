#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/content.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

stage::StagedEntry from_file(const std::filesystem::path& path, std::uint64_t size,
                             const stage::Edits& edits = {}) {
    stage::StagedEntry entry;
    entry.size = size;
    entry.source = stage::FileSource{path, std::make_shared<const stage::Edits>(edits), 0};
    return entry;
}

} // namespace

TEST_CASE("the digest is that of what will be staged: a text, a file, a file with its edits") {
    const test::Dir dir;
    const auto path = dir.write("a.py", "#!/usr/bin/env python\n");
    stage::StagedEntry text;
    text.source = stage::TextSource{"some text"};
    CHECK(stage::content_digest(text) == hash::sha256("some text"));
    CHECK(stage::content_digest(from_file(path, 22)) == hash::sha256("#!/usr/bin/env python\n"));
    CHECK(stage::content_digest(from_file(path, 22, {"/usr/bin/python", {}, "# x\n"})) ==
          hash::sha256("# x\n#!/usr/bin/python\n"));
}

TEST_CASE("a file that has become another, or is too large to be edited, is refused") {
    const test::Dir dir;
    const auto path = dir.write("a", "abc");
    CHECK_THROWS_WITH_AS(stage::content_digest(from_file(path, 4)),
                         doctest::Contains("changed after it was planned"), report::Error);
    const stage::StagedEntry large = from_file(path, (8U << 20) + 1, {{}, {{"x", "y"}}, {}});
    CHECK_THROWS_WITH_AS(stage::content_digest(large), doctest::Contains("too large to be edited"),
                         report::Error);
}
