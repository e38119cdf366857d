#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "support/rewrite_fixture.hpp"
#include "unit/rpm/rewrite/restyle.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::PackageRewriter;

namespace {

std::filesystem::path rewritten_at_once(const test::Dir& dir, const std::filesystem::path& package,
                                        const rpm::PackageEdit& edit) {
    return rpm::rewrite_package(package, dir.path() / "at-once", edit).path;
}

bool same_bytes(const std::filesystem::path& a, const std::filesystem::path& b) {
    return fs::read_file(a) == fs::read_file(b);
}

} // namespace

TEST_CASE("a package that is begun before its edit is known has the bytes of one made at once") {
    for (const std::string payload : {"w9.gzdio", "w2.xzdio", "w3.zstdio", "w.ufdio"}) {
        CAPTURE(payload);
        const test::Dir dir;
        const auto package = test::build_rich(dir, payload);
        PackageRewriter rewriter(package);
        CHECK(rewriter.begin(test::kEgg, dir.path() / "out") == test::kEggContent);
        const auto made = rewriter.finish(dir.path() / "out", test::edit_of_egg());
        CHECK(same_bytes(made.path, rewritten_at_once(dir, package, test::edit_of_egg())));
        CHECK(test::listing(dir.path() / "out") ==
              std::vector<std::string>{made.path.filename().string()});
    }
}

TEST_CASE("a package comes out the same whatever edit was expected when it was begun") {
    for (const std::string payload : {"w9.gzdio", "w3.zstdio"}) {
        const test::Dir dir;
        const auto package = test::build_rich(dir, payload);
        const rpm::PackageEdit edit = test::edit_of_egg();
        const auto right = rewritten_at_once(dir, package, edit);
        for (const std::string line :
             {"", "a short line", "a line that is longer than the real one"}) {
            CAPTURE(line);
            rpm::PackageEdit expected = edit;
            expected.changelog = {line + std::string(line.size() * 50, '.')};
            PackageRewriter rewriter(package);
            rewriter.begin(test::kEgg, dir.path() / "out", expected);
            CHECK(same_bytes(rewriter.finish(dir.path() / "out", edit).path, right));
            std::filesystem::remove_all(dir.path() / "out");
        }
        rpm::PackageEdit other = edit;
        other.release += ".other";
        PackageRewriter rewriter(package);
        rewriter.begin(test::kEgg, dir.path() / "out", edit);
        CHECK(same_bytes(rewriter.finish(dir.path() / "out", other).path,
                         rewritten_at_once(dir, package, other)));
        CHECK(test::listing(dir.path() / "out").size() == 1);
    }
}

TEST_CASE("an edit of other files than the one that was begun for is made all the same") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    rpm::PackageEdit more = test::edit_of_egg(), other = more, removing = more;
    more.write["/opt/calamari/noise"] = {"less noise\n", {}};
    other.write = {{"/opt/calamari/noise", {"less noise\n", {}}}};
    removing.remove.insert("/opt/calamari/noise");
    for (const rpm::PackageEdit& edit : {more, other, removing}) {
        PackageRewriter rewriter(package);
        rewriter.begin(test::kEgg, dir.path());
        const test::Dir out;
        const auto made = rewriter.finish(out.path(), edit);
        CHECK(same_bytes(made.path, rewritten_at_once(out, package, edit)));
    }
}

TEST_CASE("a rewriter makes more than one package") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    PackageRewriter rewriter(package);
    rewriter.begin(test::kEgg, dir.path());
    const auto one = rewriter.finish(dir.path() / "one", test::edit_of_egg("one\n"));
    const auto two = rewriter.finish(dir.path() / "two", test::edit_of_egg("two\n"));
    CHECK(test::unpacked(one.path, test::kEgg) == "one\n");
    CHECK(test::unpacked(two.path, test::kEgg) == "two\n");
}

TEST_CASE("what was begun and is not wanted leaves nothing") {
    const test::Dir dir;
    const auto package = test::build_rich(dir, "w9.xzdio");
    const auto names = test::listing(dir.path());
    {
        PackageRewriter rewriter(package);
        rewriter.begin(test::kEgg, dir.path() / "out/below");
    }
    CHECK(test::listing(dir.path()) == names);

    PackageRewriter rewriter(package);
    rewriter.begin(test::kEgg, dir.path() / "out");
    rpm::PackageEdit older = test::edit_of_egg();
    older.release = "0";
    CHECK_THROWS_WITH_AS(rewriter.finish(dir.path() / "out", older),
                         doctest::Contains("is not newer than that of"), report::Error);
    CHECK(test::listing(dir.path()) == names);
}

TEST_CASE("a file of which nothing can be begun is given, or refused, as ever") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    PackageRewriter rewriter(package);
    CHECK_THROWS_WITH_AS(rewriter.begin("/opt/calamari/nowhere", dir.path()),
                         doctest::Contains("holds no file"), report::Error);
    CHECK_THROWS_WITH_AS(rewriter.begin("/opt/calamari/site", dir.path()),
                         doctest::Contains("has no content of its own"), report::Error);
    CHECK_FALSE(rewriter.begin("/opt/calamari/one", dir.path()).empty()); // has another name
    CHECK(rewriter.begin(test::kEgg, "/proc/sys/out") == test::kEggContent);
    CHECK_THROWS_AS(rewriter.finish("/proc/sys/out", test::edit_of_egg()), report::Error);
    const auto made = rewriter.finish(dir.path() / "out", test::edit_of_egg());
    CHECK(same_bytes(made.path, rewritten_at_once(dir, package, test::edit_of_egg())));
}

TEST_CASE("a damaged package is told when its file is asked for") {
    const test::Dir dir;
    test::Style style;
    style.replaced = "the egg as it was";
    style.replacement = "The egg as it was";
    PackageRewriter wrong(test::restyle(dir, test::build_rich(dir), style));
    CHECK_THROWS_WITH_AS(wrong.begin(test::kEgg, dir.path()),
                         doctest::Contains("has another digest than the header says"),
                         report::Error);

    const std::string content = fs::read_file(test::build_rich(dir));
    PackageRewriter cut(dir.write("cut.rpm", content.substr(0, content.size() - 3000)));
    CHECK_THROWS_AS(cut.begin(test::kEgg, dir.path()), report::Error);
}

TEST_CASE("a package that another one replaces meanwhile is rewritten as it was opened") {
    const test::Dir dir, other;
    const auto package = test::build_rich(dir);
    const auto expected = rewritten_at_once(dir, package, test::edit_of_egg());
    const auto others = test::build_rpm(other, test::sample_spec());
    for (const bool begun : {true, false}) {
        CAPTURE(begun);
        const test::Dir out;
        const auto replaced = dir.path() / "replaced.rpm";
        std::filesystem::copy_file(package, replaced);
        PackageRewriter rewriter(replaced);
        if (begun) rewriter.begin(test::kEgg, out.path());
        std::filesystem::remove(replaced);
        std::filesystem::copy_file(others, replaced);
        const auto made = rewriter.finish(out.path() / "out", test::edit_of_egg());
        CHECK(same_bytes(made.path, expected));
        std::filesystem::remove(replaced);
    }
}
