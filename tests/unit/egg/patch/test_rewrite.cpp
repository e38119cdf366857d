#include "lib/egg/patch/changes.hpp"
#include "lib/fs/file.hpp"
#include "support/patch_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

const std::string kRewritten = "calamari_web/settings.py";
const std::string kName = "calamari_web-0.1-py2.7.egg";

std::string rewritten(const std::string& original, const egg::Changes& changes) {
    const auto egg = egg::Egg::open_bytes(original, kName);
    return egg::rewrite_zip(original, egg::complete(*egg, changes), kName);
}

std::vector<std::string> names(const std::string& bytes) {
    std::vector<std::string> found;
    const auto egg = egg::Egg::open_bytes(bytes, kName);
    for (const egg::Member& member : egg->members()) found.push_back(member.name);
    return found;
}

/// What python says of the egg written as `file`.
std::string zipfile_says(const test::Dir& dir, const std::string& bytes, const std::string& what) {
    dir.write("said.egg", bytes);
    return test::python(
        dir, "import zipfile\nz = zipfile.ZipFile('said.egg')\nprint(" + what + ", end='')");
}

} // namespace

TEST_CASE("members that are not named keep every byte, from the local header to the descriptor") {
    const test::Dir dir;
    const std::string before = test::make_zip_egg(dir);
    const std::string after = rewritten(
        before, {{{kRewritten, "DEBUG = True\n"}, {"calamari_web/new.py", "x = 1\n"}}, {}});
    for (const char* member :
         {"EGG-INFO/PKG-INFO", "EGG-INFO/top_level.txt", "calamari_web/__init__.py",
          "calamari_web/urls.py", "calamari_web/urls.pyc"}) {
        CAPTURE(member);
        CHECK(test::stored_form(dir, before, member) == test::stored_form(dir, after, member));
        const std::string info =
            std::string("[(i.date_time, i.external_attr, i.flag_bits, i.extra, "
                        "i.comment, i.create_version, i.create_system, i.CRC) "
                        "for i in [z.getinfo('") +
            member + "')]]";
        CHECK(zipfile_says(dir, before, info) == zipfile_says(dir, after, info));
    }
}

TEST_CASE("a replaced member keeps its place, an added one comes last, stale bytecode is gone") {
    const test::Dir dir;
    const std::string after =
        rewritten(test::make_zip_egg(dir),
                  {{{kRewritten, "DEBUG = True\n"}, {"calamari_web/new.py", "x = 1\n"}}, {}});
    CHECK(names(after) == std::vector<std::string>{"EGG-INFO/PKG-INFO", "EGG-INFO/top_level.txt",
                                                   "calamari_web/__init__.py", kRewritten,
                                                   "calamari_web/urls.py", "calamari_web/urls.pyc",
                                                   "calamari_web/new.py"});
    const auto egg = egg::Egg::open_bytes(after, kName);
    CHECK(egg->read(kRewritten) == "DEBUG = True\n");
    CHECK(egg->read("calamari_web/new.py") == "x = 1\n");
}

TEST_CASE(
    "a replaced member keeps attributes, comment and owner, but no time stamp of the old one") {
    const test::Dir dir;
    const std::string before = test::make_zip_egg(dir);
    const std::string after = rewritten(before, {{{kRewritten, "new\n"}}, {}});
    const std::string info = "[(i.external_attr, i.comment, i.create_system) for i in "
                             "[z.getinfo('" +
                             kRewritten + "')]]";
    CHECK(zipfile_says(dir, before, info) == zipfile_says(dir, after, info));
    const std::string extra = "z.getinfo('" + kRewritten + "').extra.hex()";
    CHECK(zipfile_says(dir, before, extra) == "5554050001c8a9b253757806000104e8030000");
    CHECK(zipfile_says(dir, after, extra) == "757806000104e8030000");
    // Three days before 2014-07-01 12:30 and 2 × (1 + n) seconds, n by the SHA-256 of "new\n", 7aa7a5359173d05…
    CHECK(zipfile_says(dir, after, "z.getinfo('" + kRewritten + "').date_time") ==
          "(2014, 6, 17, 12, 57, 32)");
}

TEST_CASE("bytes before the archive and its comment stay") {
    const test::Dir dir;
    const std::string before = "#!/bin/sh\n" + test::make_zip_egg(dir);
    const std::string after = rewritten(before, {{{kRewritten, "new\n"}, {"b.py", "b\n"}}, {}});
    CHECK(zipfile_says(dir, after, "z.testzip()") == "None");
    CHECK(after.starts_with("#!/bin/sh\nPK\x03\x04"));
    CHECK(zipfile_says(dir, after, "z.comment.decode()") == "made by a test");
}

TEST_CASE("unzip, zipinfo, zipfile and bsdtar accept the result") {
    const test::Dir dir;
    std::string large;
    for (int i = 0; i < 100000; ++i) large += std::to_string(i) + "\n";
    for (const std::string& content : {std::string(), std::string("x"), large}) {
        dir.write("after.egg",
                  rewritten(test::make_zip_egg(dir), {{{kRewritten, content},
                                                       {"EGG-INFO/top_level.txt", content},
                                                       {"calamari_web/data.txt", content}},
                                                      {"calamari_web/urls.py"}}));
        CHECK(zipfile_says(dir, fs::read_file(dir.path() / "after.egg"), "z.testzip()") == "None");
        const std::vector<std::vector<std::string>> judges{{"unzip", "-tq", "after.egg"},
                                                           {"zipinfo", "after.egg"},
                                                           {"bsdtar", "-tf", "after.egg"},
                                                           {"bsdtar", "-xOf", "after.egg"}};
        for (const auto& argv : judges) {
            const process::Result judged = test::run(argv, dir.path());
            INFO(argv[0], judged.err);
            CHECK(judged.ok());
        }
    }
}

TEST_CASE("local headers with room for more than 4 GiB are read, kept and replaced") {
    const test::Dir dir;
    test::python(dir, R"(
import zipfile
with zipfile.ZipFile('file.egg', 'w') as z, z.open('big.py', 'w', force_zip64=True) as member:
    member.write(b'big = 1\n' * 99)
)");
    // The other one is written into a pipe, with the sizes behind the data.
    for (const std::string& bytes :
         {fs::read_file(dir.path() / "file.egg"), test::make_zip_egg(dir, R"(
        with z.open(info('big.py'), 'w', force_zip64=True) as member:
            member.write(b'big = 1\n' * 99)
)")}) {
        const auto egg = egg::Egg::open_bytes(bytes, "x.egg");
        CHECK(egg->read("big.py").size() == 99 * 8);
        const std::string kept = egg::rewrite_zip(bytes, {{{"new.py", "x"}}, {}}, "x.egg");
        CHECK(test::stored_form(dir, kept, "big.py") == test::stored_form(dir, bytes, "big.py"));
        const std::string made = egg::rewrite_zip(bytes, {{{"big.py", "x"}}, {}}, "x.egg");
        CHECK(egg::Egg::open_bytes(made, "x.egg")->read("big.py") == "x");
    }
}

TEST_CASE("a member that was stored stays stored, a deflated one deflated") {
    const test::Dir dir;
    const std::string text(1000, 'x');
    const std::string after =
        rewritten(test::make_zip_egg(dir),
                  {{{"EGG-INFO/top_level.txt", text}, {kRewritten, text}, {"new.txt", text}}, {}});
    CHECK(zipfile_says(dir, after,
                       "[z.getinfo(n).compress_type for n in "
                       "('EGG-INFO/top_level.txt', 'calamari_web/settings.py', 'new.txt')]") ==
          "[0, 8, 8]");
}

TEST_CASE("the same change gives the same bytes, and no change gives the egg itself") {
    const test::Dir dir;
    const std::string before = test::make_zip_egg(dir);
    CHECK(rewritten(before, {{{kRewritten, "a"}}, {}}) ==
          rewritten(before, {{{kRewritten, "a"}}, {}}));
    CHECK(rewritten(before, {}) == before);
}

TEST_CASE("everything can be removed, and an empty egg filled") {
    const test::Dir dir;
    const std::string before = test::make_zip_egg(dir);
    egg::Changes changes;
    changes.remove = names(before);
    const std::string empty = rewritten(before, changes);
    CHECK(names(empty).empty());
    const std::string filled = rewritten(empty, {{{"a.py", "x"}}, {}});
    CHECK(zipfile_says(dir, filled, "z.testzip(), z.namelist()") == "None ['a.py']");
}

TEST_CASE("a member that is there twice is not written, but can be removed") {
    const test::Dir dir;
    const std::string twice =
        test::make_zip_egg(dir, "        import warnings; warnings.simplefilter('ignore')\n"
                                "        z.writestr(info('calamari_web/settings.py'), 'again')\n");
    CHECK_THROWS_WITH_AS(rewritten(twice, {{{kRewritten, "new"}}, {}}),
                         doctest::Contains("is in the egg twice"), report::Error);
    const std::string without = rewritten(twice, {{}, {kRewritten}});
    CHECK_FALSE(egg::Egg::open_bytes(without, kName)->has(kRewritten));
}

TEST_CASE("members that share bytes are refused") {
    const test::Dir dir;
    const std::string overlapping =
        test::make_zip_egg(dir, "        import copy\n"
                                "        t = copy.copy(z.getinfo('calamari_web/urls.py'))\n"
                                "        z.filelist.append(t)\n");
    CHECK_THROWS_WITH_AS(rewritten(overlapping, {{{kRewritten, "new"}}, {}}),
                         doctest::Contains("overlaps another member"), report::Error);
}

TEST_CASE("a changed directory egg has the new contents and times, and otherwise the old ones") {
    const test::Dir dir;
    const auto before = egg::Egg::open(test::make_directory_egg(dir));
    const auto after = egg::rewrite_directory(
        *before, egg::complete(*before, {{{kRewritten, "new"}, {"calamari_web/new.py", "x"}}, {}}));
    CHECK(after->read(kRewritten) == "new");
    CHECK(after->read("calamari_web/new.py") == "x");
    CHECK_FALSE(after->has("calamari_web/settings.pyc"));
    CHECK(after->find(kRewritten)->mtime <= before->find(kRewritten)->mtime - 3 * 24 * 60 * 60);
    CHECK(after->find(kRewritten)->mode == 0640);
    CHECK(after->find("calamari_web/urls.py")->mtime ==
          before->find("calamari_web/urls.py")->mtime);
}
