#include "lib/compare/contents/content.hpp"

#include "lib/fs/file.hpp"
#include "support/support.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// Compares contents with a scratch directory of their own.
class Contents {
public:
    Contents() { limits.scratch = dir_.path(); }

    compare::Rows rows(const std::string& before, const std::string& after,
                       const std::string& name = "/x") {
        compare::Rows found;
        compare::compare_content(name, before, after, limits, found);
        return found;
    }
    compare::Row row(const std::string& before, const std::string& after,
                     const std::string& name = "/x") {
        const compare::Rows found = rows(before, after, name);
        REQUIRE(found.size() == 1);
        return found.front();
    }
    /// What a shell command writes to the file "made".
    std::string made(const std::string& command) const {
        const process::Result result = test::run({"sh", "-ec", command}, made_.path());
        REQUIRE_MESSAGE(result.ok(), result.err);
        return fs::read_file(made_.path() / "made");
    }

    compare::Limits limits;

private:
    test::Dir dir_, made_;
};

} // namespace

TEST_CASE("a text has a unified diff, anything else size and digest") {
    Contents contents;
    const compare::Row text = contents.row("a\nb\n", "a\nc\n");
    CHECK(text.diff == "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
    const compare::Row image = contents.row({"\x89PNG\0a", 6}, {"\x89PNG\0bc", 7});
    CHECK(image.diff.empty());
    CHECK(image.before.starts_with("6 bytes, SHA-256 "));
    CHECK(image.after.starts_with("7 bytes, SHA-256 "));
}

TEST_CASE("a minified script is compared line by line") {
    Contents contents;
    const std::string rest = std::string(500, 'x') + ";";
    const compare::Row row = contents.row("a=1;b=2;" + rest, "a=1;b=3;" + rest, "/app/main.js");
    CHECK(row.diff.find("-b=2;\n+b=3;\n") != std::string::npos);
}

TEST_CASE("archives in archives are opened, whatever compresses them") {
    Contents contents;
    for (const std::string compress : {"gzip -n", "bzip2", "xz", "zstd -q", "cat"}) {
        CAPTURE(compress);
        const auto tar = [&](const std::string& line) {
            return contents.made("rm -rf d made; mkdir d; echo '" + line +
                                 "' > d/a.txt; tar -c --mtime=@0 d | " + compress + " > made");
        };
        const std::string before = tar("old"), after = tar("new");
        const compare::Row row = contents.row(before, after, "/s.tar");
        CHECK(row.object == "/s.tar!/d/a.txt");
        CHECK(row.diff.find("-old\n+new\n") != std::string::npos);
        const compare::Row inner =
            contents.row(test::make_zip({{"in.tar", before}}), test::make_zip({{"in.tar", after}}));
        CHECK(inner.object == "/x!/in.tar!/d/a.txt");
    }
}

TEST_CASE("of a member that an archive has twice the last one counts") {
    Contents contents;
    const auto tar = [&](const std::string& line) {
        return contents.made("echo first > a; tar -c --mtime=@0 a > made; echo " + line +
                             " > a; tar -r --mtime=@0 -f made a");
    };
    const compare::Row row = contents.row(tar("old"), tar("new"), "/s.tar");
    CHECK(row.object == "/s.tar!/a");
    CHECK(row.diff.find("-old\n+new\n") != std::string::npos);
}

TEST_CASE("a member's owner is told, and times where the content is the same") {
    Contents contents;
    const auto tar = [&](const std::string& text, int time, const std::string& owner) {
        return contents.made("echo same > a; echo " + text + " > b; touch -d @" +
                             std::to_string(time) + " a b; tar -c -f made --owner=" + owner +
                             " --group=0 a b");
    };
    const std::string before = tar("old", 0, "root:0");
    const compare::Rows owners = contents.rows(before, tar("old", 0, "apache:48"), "/s.tar");
    REQUIRE(owners.size() == 2);
    CHECK(owners[0].object + " " + owners[0].what == "/s.tar!/a owner");
    CHECK(owners[0].before.starts_with("root:"));
    CHECK(owners[0].after.starts_with("apache:"));
    CHECK(contents.row(before, tar("new", 0, "root:0"), "/s.tar").object == "/s.tar!/b");
    const compare::Rows times = contents.rows(before, tar("new", 9, "root:0"), "/s.tar");
    REQUIRE(times.size() == 2);
    CHECK(times[1].section == compare::Section::noise);
}

TEST_CASE("a single compressed file is compared by what is in it") {
    Contents contents;
    const auto man = [&](const std::string& text, int level) {
        return contents.made("echo '" + text + "' | gzip -n -" + std::to_string(level) + " > made");
    };
    CHECK(contents.row(man("one", 9), man("two", 9), "/x.1.gz").diff.find("-one\n+two\n") !=
          std::string::npos);
    const std::string fast = man("one", 1), best = man("one", 9);
    if (fast != best) CHECK(contents.row(fast, best).section == compare::Section::noise);
}

TEST_CASE("what cannot be opened is a file like any other, and says why") {
    Contents contents;
    const std::string sound = test::make_zip({{"a", "b"}});
    const compare::Row damaged = contents.row(sound, sound.substr(0, sound.size() - 8));
    CHECK(damaged.object == "/x");
    CHECK(damaged.after.find("; not opened: ") != std::string::npos);
    CHECK(contents.row("\x1f\x8b not gzip", "\x1f\x8b neither").what == "content");
}

TEST_CASE("an archive that comes to more than the limit is not unpacked") {
    Contents contents;
    contents.limits.member = 1U << 20;
    const std::string bomb = contents.made("head -c 20000000 /dev/zero | gzip -n > made");
    const std::string other = contents.made("head -c 20000001 /dev/zero | gzip -n > made");
    CHECK(contents.row(bomb, other).after.find("not opened") != std::string::npos);
    contents.limits.expanded = 10;
    CHECK(
        contents.row(test::make_zip({{"a", "01234567890"}}), test::make_zip({{"a", "x"}})).object ==
        "/x");
}

TEST_CASE("archives deeper than the limit are not opened") {
    Contents contents;
    contents.limits.depth = 1;
    const auto twice = [](const std::string& text) {
        return test::make_zip({{"in.zip", test::make_zip({{"a", text}})}});
    };
    CHECK(contents.row(twice("1"), twice("2")).object == "/x!/in.zip");
}

TEST_CASE("an ELF file is told by what the loader reads") {
    Contents contents;
    const auto library = [&](const std::string& code) {
        return contents.made("printf '%s' '" + code +
                             "' | cc -shared -fPIC -x c -nostdlib -o made -");
    };
    const std::string before = library("int one(void) { return 1; }");
    const compare::Row symbol = contents.row(before, library("int two(void) { return 1; }"));
    CHECK(symbol.diff.find("-gives one\n+gives two\n") != std::string::npos);
    const compare::Row code = contents.row(before, library("int one(void) { return 2; }"));
    CHECK(code.diff.empty());
    CHECK(code.section == compare::Section::contents);
}
