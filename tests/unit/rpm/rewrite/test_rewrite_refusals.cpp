#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "support/restate.hpp"
#include "support/rewrite_fixture.hpp"
#include "support/support.hpp"
#include "unit/rpm/rewrite/restyle.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

using namespace calpkg;

namespace {

/// The error of an edit that must be refused; nothing may be left in the output directory.
std::string refusal(const test::Dir& dir, const std::filesystem::path& package,
                    const rpm::PackageEdit& edit) {
    const auto out = dir.path() / "refused";
    std::string words;
    try {
        test::rewritten(package, out, edit);
    } catch (const report::Error& error) {
        words = error.what();
    }
    CHECK_FALSE(std::filesystem::exists(out));
    return words;
}

} // namespace

TEST_CASE("a package that is cut off anywhere is refused and nothing is written") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const std::string content = fs::read_file(package);
    for (std::size_t size = 0; size < content.size(); size += content.size() / 40) {
        CAPTURE(size);
        const auto cut = dir.write("cut.rpm", content.substr(0, size));
        CHECK(test::has(refusal(dir, cut, test::edit_of_egg()), "cut.rpm: "));
    }
}

TEST_CASE("a package with one wrong bit anywhere behind the signatures is refused") {
    for (const bool old : {false, true}) {
        CAPTURE(old);
        const test::Dir dir;
        test::Style style;
        style.old = old;
        const auto built = test::build_rich(
            dir, "w6.gzdio", {std::string("_binary_filedigest_algorithm ") + (old ? "1" : "8")});
        const std::string content = fs::read_file(test::restyle(dir, built, style));
        const std::size_t begin = content.find("\x8e\xad\xe8\x01", 200);
        for (std::size_t at = begin; at < content.size(); at += (content.size() - begin) / 60) {
            CAPTURE(at);
            std::string flipped = content;
            flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
            CHECK(refusal(dir, dir.write("flipped.rpm", flipped), test::edit_of_egg()) != "");
        }
    }
}

TEST_CASE("what is not a binary package is refused") {
    const test::Dir dir;
    CHECK(test::has(refusal(dir, dir.write("text.rpm", "text\n"), test::edit_of_egg()),
                    "text.rpm: is not a sound RPM"));
    CHECK(test::has(refusal(dir, dir.path() / "missing.rpm", test::edit_of_egg()), "missing.rpm"));
    const auto source = test::build_rpm(dir, test::sample_spec(), {}, "-bs");
    CHECK(test::has(refusal(dir, source, test::edit_of_egg()), "is a source package"));
}

TEST_CASE("a release that is malformed or not newer is refused with the way out") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    for (const std::string release : {"", "3-4", "3 4", "%(id)", "3~1", "3^1", "3/4", "..\n"}) {
        CAPTURE(release);
        rpm::PackageEdit edit = test::edit_of_egg();
        edit.release = release;
        CHECK(test::has(refusal(dir, package, edit), "is not valid for a package"));
    }
    for (const std::string release : {"3_gabc.el6", "3_gabc", "2", "1.99"}) {
        CAPTURE(release);
        rpm::PackageEdit edit = test::edit_of_egg();
        edit.release = release;
        CHECK(test::has(refusal(dir, package, edit), "give a newer one, such as 3_gabc.el6.1"));
    }
}

TEST_CASE("files that cannot be written or removed are refused by name") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const auto writing = [&](const std::string& path) {
        rpm::PackageEdit edit = test::edit_of_egg();
        edit.write[path] = {"x", {}};
        return refusal(dir, package, edit);
    };
    const auto removing = [&](const std::string& path) {
        rpm::PackageEdit edit = test::edit_of_egg();
        edit.remove.insert(path);
        return refusal(dir, package, edit);
    };
    for (const std::string path : {"/opt/calamari/site", "/opt/calamari/link", "/opt/calamari/fifo",
                                   "/var/log/sample.log", "/opt/calamari/null"}) {
        CAPTURE(path);
        CHECK(test::has(writing(path), path + " in it has no content that could be replaced"));
    }
    CHECK(test::has(writing("/usr/share/new"), "would be the only file in its directory"));
    CHECK(test::has(writing("/opt/calamari/one/inside"),
                    "/opt/calamari/one in it is not a directory"));
    CHECK(test::has(writing("relative"), "is not a name for a file"));
    CHECK(test::has(removing("/opt/calamari/gone"),
                    "/opt/calamari/gone in it is not there to remove"));
    CHECK(test::has(removing("/opt/calamari/site"), "is a directory"));
}

TEST_CASE("a file that its own package's digest does not fit is told of the old package") {
    const test::Dir dir;
    test::Style style;
    style.replaced = "the egg as it was";
    style.replacement = "The egg as it was";
    const auto package = test::restyle(dir, test::build_rich(dir), style);
    REQUIRE(test::digests_are_right(package));
    rpm::PackageEdit edit = test::edit_of_egg();
    edit.write = {{"/opt/calamari/noise", {"another file\n", {}}}};
    const std::string words = refusal(dir, package, edit);
    CHECK(test::has(words, "restyled.rpm: its payload is damaged: " + std::string(test::kEgg)));
    CHECK(test::has(words, "has another digest than the header says"));
}

TEST_CASE("each of several names of one file has to have its digest") {
    const test::Dir dir;
    for (const std::string name : {"/opt/calamari/one", "/opt/calamari/two", "/opt/calamari/zzz"}) {
        CAPTURE(name);
        test::Style style;
        style.misjudged = name;
        const auto package = test::restyle(dir, test::build_rich(dir), style);
        REQUIRE(test::digests_are_right(package));
        CHECK(test::has(refusal(dir, package, test::edit_of_egg()),
                        "restyled.rpm: its payload is damaged: /opt/calamari/"));
    }
}

TEST_CASE("an output directory that cannot be one is refused") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const auto file = dir.write("file", "");
    CHECK_THROWS_WITH_AS(test::rewritten(package, file, test::edit_of_egg()),
                         doctest::Contains("file"), report::Error);
    if (geteuid() == 0) {
        MESSAGE("root writes everywhere: not tested");
        return;
    }
    const auto closed = dir.path() / "closed";
    std::filesystem::create_directory(closed);
    chmod(closed.c_str(), 0555);
    CHECK_THROWS_WITH_AS(test::rewritten(package, closed, test::edit_of_egg()),
                         doctest::Contains("Permission denied"), report::Error);
}

TEST_CASE("another package of the new name stays, the same one is what was asked for") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const auto made = test::rewritten(package, dir.path() / "out", test::edit_of_egg()).path;
    const std::string content = fs::read_file(made);
    CHECK_THROWS_WITH_AS(test::rewritten(package, dir.path() / "out", test::edit_of_egg("other\n")),
                         doctest::Contains("already exists, and is another package"),
                         report::Error);
    CHECK(test::rewritten(package, dir.path() / "out", test::edit_of_egg()).path == made);
    CHECK(fs::read_file(made) == content);
    CHECK(test::listing(dir.path() / "out").size() == 1);
}

TEST_CASE("an edit that fails leaves a package of the same name as it was") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const auto made = test::rewritten(package, dir.path() / "out", test::edit_of_egg()).path;
    const std::string content = fs::read_file(made);
    rpm::PackageEdit edit = test::edit_of_egg("other\n");
    edit.remove.insert("/not/there");
    CHECK_THROWS_AS(test::rewritten(package, dir.path() / "out", edit), report::Error);
    CHECK(fs::read_file(made) == content);
    CHECK(test::listing(dir.path() / "out").size() == 1);
}

TEST_CASE(
    "a package that states a wrong size or digest is refused: the new one would state its own") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    namespace seal = rpm::tag::seal;
    const auto refused = [&](const std::function<void(rpm::RawHeader&)>& edit) {
        return refusal(dir, test::restated(dir, package, edit), test::edit_of_egg());
    };
    CHECK(test::has(refused(test::stating(seal::payload_size, rpm::TagType::int32, 4711)),
                    "(SIGPAYLOADSIZE)"));
    CHECK(test::has(refused(test::stating(seal::size, rpm::TagType::int32, 4711)), "(SIGSIZE)"));
    CHECK(test::has(refused([](rpm::RawHeader& header) {
                        header.put({seal::md5, rpm::TagType::binary, 16, std::string(16, 'm')});
                    }),
                    "its payload is damaged"));
}
