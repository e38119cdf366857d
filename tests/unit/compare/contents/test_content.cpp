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

TEST_CASE("only how it is packed is noise: what else is in a compressed file is content") {
    Contents contents;
    const auto is_noise = [&](const std::string& before, const std::string& after) {
        const compare::Rows rows = contents.rows(before, after);
        REQUIRE_FALSE(rows.empty());
        return rows.front().section == compare::Section::noise;
    };
    for (const std::string compress : {"gzip -n", "bzip2", "xz", "zstd -q"}) {
        CAPTURE(compress);
        const auto packed = [&](const std::string& text) {
            return contents.made("printf '" + text + "' | " + compress + " -c > made");
        };
        const std::string one = packed("one");
        CHECK_FALSE(is_noise(one, one + packed("two")));
        CHECK_FALSE(is_noise(one, one + "behind"));
        for (std::size_t cut = 1; cut < 9; ++cut)
            CHECK_FALSE(is_noise(one, one.substr(0, one.size() - cut)));
        // Of several streams of gzip the first ones' checksums are not looked at: they stand apart.
        CHECK(is_noise(packed("onetwo"), one + packed("two")) == (compress != "gzip -n"));
    }
    const std::string frames = contents.made("printf one | zstd -q > made");
    const std::string skipped("\x5f\x2a\x4d\x18\x02\0\0\0hi", 10);
    CHECK_FALSE(is_noise(frames, frames + skipped));
    const std::string streamed = contents.made("head -c 300000 /dev/urandom | zstd -q > made");
    CHECK_FALSE(is_noise(streamed, streamed + skipped));
    CHECK_FALSE(is_noise(streamed + skipped, streamed + "\x50" + skipped.substr(1)));
    CHECK_FALSE(is_noise(frames + skipped, frames + "\x50" + skipped.substr(1)));
    const std::string plain = contents.made("printf one | gzip -n > made");
    std::string other = plain, wrong = plain;
    other[4] = 9; // the time
    CHECK(is_noise(plain, other));
    ++wrong[plain.size() - 8]; // the checksum
    CHECK_FALSE(is_noise(plain, wrong));
    other = plain;
    other[3] = 16; // a comment
    CHECK_FALSE(is_noise(plain, other.substr(0, 10) + std::string("hi", 3) + plain.substr(10)));
    other[3] = 8; // a name
    CHECK(is_noise(plain, other.substr(0, 10) + std::string("hi", 3) + plain.substr(10)));
    CHECK(contents.made("printf '' | gzip -n > made") != plain);
}

TEST_CASE("what a tar archive says beyond names, times and contents is content") {
    Contents contents;
    const auto tar = [&](const std::string& options) {
        return contents.made("echo same > a; echo other > b; tar -c -f made --format=pax "
                             "--pax-option=delete=atime,delete=ctime --owner=root:0 --group=root:0 "
                             "--mtime=@0 " +
                             options);
    };
    const std::string before = tar("a b");
    CHECK(contents.row(before, tar("b a")).section == compare::Section::noise);
    CHECK(contents.row(before, tar("--mtime=@9.5 a b")).section == compare::Section::noise);
    const auto pax = [&](const std::string& records) {
        return contents.made("python3 - <<'P'\nimport tarfile\n"
                             "t = tarfile.open('made', 'w', format=tarfile.PAX_FORMAT)\n"
                             "i = tarfile.TarInfo('a')\ni.pax_headers = {" +
                             records + "}\nt.addfile(i)\nt.close()\nP");
    };
    CHECK(contents.row(pax(""), pax("'comment': 'hi'")).what == "other fields");
    CHECK(contents.row(pax("'mtime': '7.5'"), pax("'mtime': '8'")).section ==
          compare::Section::noise);
    const compare::Rows numbers = contents.rows(before, tar("--owner=root:1 a b"));
    REQUIRE(numbers.size() == 2);
    CHECK(numbers[0].object + " " + numbers[0].what == "/x!/a other fields");
    CHECK(contents.row(before, before + "behind").section == compare::Section::contents);
    // Another one of the same name, of which unpacking leaves nothing.
    const auto twice = [&](const std::string& first) {
        return contents.made("echo " + first +
                             " > a; tar -c -f made --mtime=@0 a; echo last > a; "
                             "tar -r -f made --mtime=@0 a");
    };
    CHECK(contents.row(twice("one"), twice("two")).what == "other fields");
}

TEST_CASE("what a zip file says beyond names, times and contents is content") {
    Contents contents;
    const auto zip = [&](const std::string& script) {
        return contents.made("python3 - <<'P'\nimport zipfile\n"
                             "z = zipfile.ZipFile('made', 'w')\n"
                             "i = zipfile.ZipInfo('a')\n" +
                             script + "\nP");
    };
    const std::string before = zip("z.writestr(i, 'x'); z.close()");
    const auto row = [&](const std::string& script) { return contents.row(before, zip(script)); };
    CHECK(row("i.date_time = (1999, 1, 1, 0, 0, 0); z.writestr(i, 'x'); z.close()").section ==
          compare::Section::noise);
    CHECK(row("i.extra = b'UT\\5\\0\\1abcd'; z.writestr(i, 'x'); z.close()").section ==
          compare::Section::noise);
    CHECK(row("z.comment = b'hi'; z.writestr(i, 'x'); z.close()").after.starts_with("2 bytes"));
    CHECK(row("i.comment = b'hi'; z.writestr(i, 'x'); z.close()").what == "other fields");
    CHECK(row("i.extra = b'zz\\1\\0x'; z.writestr(i, 'x'); z.close()").what == "other fields");
    CHECK(row("z.writestr('a', 'early'); z.writestr(i, 'x'); z.close()").what == "other fields");
    CHECK(row("z.writestr(i, 'x'); z.fp.write(b'gap'); z.start_dir += 3; z.close()")
              .after.starts_with("3 bytes"));
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
