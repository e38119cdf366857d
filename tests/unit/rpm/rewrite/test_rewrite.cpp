#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;

namespace {

/// What may differ when the content of one file and the release do, and what rpm derives from it.
const std::vector<std::string> kAsked{"ARCHIVESIZE",
                                      "CHANGELOGNAME",
                                      "CHANGELOGTEXT",
                                      "CHANGELOGTIME",
                                      "EVR",
                                      "FILEDIGESTS",
                                      "FILEMD5S",
                                      "FILESIZES",
                                      "HEADERIMMUTABLE",
                                      "LONGARCHIVESIZE",
                                      "LONGFILESIZES",
                                      "LONGSIGSIZE",
                                      "LONGSIZE",
                                      "NEVR",
                                      "NEVRA",
                                      "NVR",
                                      "NVRA",
                                      "PAYLOADDIGEST",
                                      "PAYLOADDIGESTALT",
                                      "PAYLOADSHA256", // what rpm 6 calls them
                                      "PAYLOADSHA256ALT",
                                      "PKGID",
                                      "PROVIDENEVRS",
                                      "PROVIDEVERSION",
                                      "R",
                                      "RELEASE",
                                      "SHA1HEADER",
                                      "SHA256HEADER",
                                      "SIGMD5",
                                      "SIGSIZE",
                                      "SIZE",
                                      "HDRID"};

void check_only_asked(const std::filesystem::path& before, const std::filesystem::path& after) {
    const std::vector<std::string> differ = test::differing_tags(before, after);
    CHECK(differ.size() > 10);
    for (const std::string& name : differ) {
        CAPTURE(name);
        CHECK(std::find(kAsked.begin(), kAsked.end(), name) != kAsked.end());
    }
}

/// Lines of `a` that are not in `b`.
std::vector<std::string> lines_missing(const std::string& a, const std::string& b) {
    std::vector<std::string> missing;
    std::istringstream lines(a);
    for (std::string line; std::getline(lines, line);)
        if (("\n" + b).find("\n" + line + "\n") == std::string::npos) missing.push_back(line);
    return missing;
}

} // namespace

TEST_CASE("every payload of rpm comes out with one file and the release changed, and no more") {
    for (const std::string payload : {"w9.gzdio", "w6.gzdio", "w9.bzdio", "w2.xzdio", "w7T2.xzdio",
                                      "w2.lzdio", "w3.zstdio", "w19T4.zstdio", "w.ufdio"}) {
        CAPTURE(payload);
        if (!test::can_write(payload)) continue;
        const test::Dir dir;
        const auto before = test::build_rich(dir, payload);
        const auto made = test::rewritten(before, dir.path() / "out", test::edit_of_egg());
        CHECK(made.nevra == "calamari-server-1.2-3_gabc.el6.1.x86_64");
        CHECK(made.old_nevra == "calamari-server-1.2-3_gabc.el6.x86_64");
        CHECK(made.path == dir.path() / "out/calamari-server-1.2-3_gabc.el6.1.x86_64.rpm");
        CHECK(test::digests_are_right(made.path));
        check_only_asked(before, made.path);
        CHECK(test::unpacked(made.path, test::kEgg) == "the egg after its repair, longer\n");
        CHECK(test::unpacked(made.path, "/opt/calamari/noise") ==
              test::unpacked(before, "/opt/calamari/noise"));
        CHECK(test::listing(dir.path() / "out") ==
              std::vector<std::string>{made.path.filename().string()});
    }
}

TEST_CASE("only the one file's attributes change, and of them only size and digest") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    const auto after =
        test::rewritten(before, dir.path() / "out", test::edit_of_egg("short\n")).path;
    const std::string all = "[%{FILENAMES} %{FILEMODES} %{FILEUSERNAME} %{FILEGROUPNAME} "
                            "%{FILEMTIMES} %{FILEFLAGS} %{FILEVERIFYFLAGS} %{FILELINKTOS} "
                            "%{FILECAPS} %{FILELANGS} %{FILEINODES} %{FILERDEVS} %{FILECOLORS} "
                            "%{FILECLASS} %{FILENLINKS}";
    CHECK(test::query(before, all + "\n]") == test::query(after, all + "\n]"));
    const auto changed = lines_missing(test::query(before, all + " %{FILESIZES} %{FILEDIGESTS}\n]"),
                                       test::query(after, all + " %{FILESIZES} %{FILEDIGESTS}\n]"));
    REQUIRE(changed.size() == 1);
    CHECK(changed.front().find(test::kEgg) == 0);
    const long size = std::stol(test::query(before, "%{SIZE}"));
    CHECK(std::stol(test::query(after, "%{SIZE}")) ==
          size - static_cast<long>(std::string(test::kEggContent).size()) + 6);
}

TEST_CASE("summary, group and description keep every language") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    const auto after = test::rewritten(before, dir.path() / "out", test::edit_of_egg()).path;
    CHECK(test::query(after, "%{SUMMARY}", "de") == "Alles auf einmal");
    CHECK(test::query(after, "%{SUMMARY}", "fr") == "Tout à la fois");
    CHECK(test::query(after, "%{SUMMARY}", "C") == "Everything at once");
    CHECK(test::query(after, "%{GROUP}", "de") == "Anwendungen/System");
    CHECK(test::query(after, "%{DESCRIPTION}", "de") == "Für Tests.");
    CHECK(test::query(after, "[%{HEADERI18NTABLE} ]") ==
          test::query(before, "[%{HEADERI18NTABLE} ]"));
}

TEST_CASE("the package provides itself at its new release, everything else as before") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    const auto after = test::rewritten(before, dir.path() / "out", test::edit_of_egg()).path;
    const std::string provides = "[%{PROVIDENEVRS}\n]";
    CHECK(lines_missing(test::query(after, provides), test::query(before, provides)) ==
          std::vector<std::string>{"calamari-server = 1.2-3_gabc.el6.1",
                                   "calamari-server(x86-64) = 1.2-3_gabc.el6.1"});
    CHECK(test::query(after, provides).find("virtual = 1.2-3_gabc.el6\n") != std::string::npos);
    CHECK(test::query(after, provides).find("calamari-server(api) = 1.2-3_gabc.el6\n") !=
          std::string::npos);
}

TEST_CASE("an epoch stands in what the package provides of itself") {
    const test::Dir dir;
    std::string spec = test::rich_spec();
    spec.insert(spec.find("Version:"), "Epoch: 7\n");
    const auto before = test::build_rich_spec(dir, spec);
    const auto after = test::rewritten(before, dir.path() / "out", test::edit_of_egg()).path;
    CHECK(
        test::query(after, "[%{PROVIDENEVRS}\n]").find("calamari-server = 7:1.2-3_gabc.el6.1\n") !=
        std::string::npos);
    CHECK(test::query(after, "%{EPOCH}") == "7");
    CHECK(after.filename() == "calamari-server-1.2-3_gabc.el6.1.x86_64.rpm");
    check_only_asked(before, after);
}

TEST_CASE("the changelog has one entry more, on top") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    rpm::PackageEdit edit = test::edit_of_egg();
    const std::string format = "[%{CHANGELOGTIME}|%{CHANGELOGNAME}|%{CHANGELOGTEXT};]";
    const std::string old = test::query(before, format);
    SUBCASE("one second after the package was built") {
        const auto after = test::rewritten(before, dir.path() / "out", edit).path;
        CHECK(test::query(after, format) == "1404216001|cal-pkg - 1.2-3_gabc.el6.1|- Repair "
                                            "settings.py\n- and nothing else;" +
                                                old);
    }
    SUBCASE("at the time that was asked for") {
        edit.changelog_time = 1500000000;
        const auto after = test::rewritten(before, dir.path() / "out", edit).path;
        CHECK(test::query(after, format).find("1500000000|cal-pkg") == 0);
    }
    SUBCASE("never before the newest entry, as rpm wants them sorted") {
        edit.changelog_time = 1000000000;
        const auto after = test::rewritten(before, dir.path() / "out", edit).path;
        CHECK(test::query(after, format).find("1404216000|cal-pkg") == 0);
    }
}

TEST_CASE("a package without a changelog gets one") {
    const test::Dir dir;
    const auto before = test::build_rpm(dir, test::sample_spec());
    rpm::PackageEdit edit;
    edit.write["/opt/sample/hello"] = {"HELLO\n", {}};
    edit.release = "4";
    edit.changelog = {"Shout"};
    const auto after = test::rewritten(before, dir.path() / "out", edit).path;
    CHECK(test::query(after, "[%{CHANGELOGNAME}|%{CHANGELOGTEXT};]") == "cal-pkg - 1.2-4|- Shout;");
    check_only_asked(before, after);
}

TEST_CASE("the same edit gives the same bytes") {
    const test::Dir dir;
    for (const std::string payload : {"w9.gzdio", "w7T0.xzdio", "w19T8.zstdio"}) {
        if (!test::can_write(payload)) continue;
        const test::Dir built;
        const auto before = test::build_rich(built, payload);
        const auto one =
            test::rewritten(before, dir.path() / payload / "a", test::edit_of_egg()).path;
        const auto two =
            test::rewritten(before, dir.path() / payload / "b", test::edit_of_egg()).path;
        CHECK(fs::read_file(one) == fs::read_file(two));
    }
}

TEST_CASE("a signed package comes out unsigned, and that is told") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    const std::string home = (dir.path() / "gnupg").string();
    std::filesystem::create_directory(home);
    std::filesystem::permissions(home, std::filesystem::perms::owner_all);
    const process::Result key =
        test::run({"env", "GNUPGHOME=" + home, "gpg", "--batch", "--passphrase", "",
                   "--quick-generate-key", "tester", "rsa2048"});
    if (!key.ok()) {
        MESSAGE("no gpg key can be made here: not tested: " << key.err);
        return;
    }
    const process::Result signed_ =
        test::run({"env", "GNUPGHOME=" + home, "rpmsign", "--rpmv3", "--define", "_gpg_name tester",
                   "--define", "__gpg /usr/bin/gpg", "--addsign", before.string()});
    test::run({"env", "GNUPGHOME=" + home, "gpgconf", "--kill", "all"});
    if (!signed_.ok()) {
        MESSAGE("rpmsign does not work here: not tested: " << signed_.err);
        return;
    }
    REQUIRE(test::query(before, "%{RSAHEADER:pgpsig} %{SIGPGP:pgpsig}").find("RSA") == 0);
    const auto made = test::rewritten(before, dir.path() / "out", test::edit_of_egg());
    CHECK(made.signature_lost);
    CHECK(test::query(made.path, "%{RSAHEADER} %{SIGPGP} %{SIGGPG} %{DSAHEADER}") ==
          "(none) (none) (none) (none)");
    CHECK(test::digests_are_right(made.path));
}

TEST_CASE("an unsigned package has no signature to lose") {
    const test::Dir dir;
    const auto before = test::build_rich(dir);
    CHECK_FALSE(test::rewritten(before, dir.path() / "out", test::edit_of_egg()).signature_lost);
}
