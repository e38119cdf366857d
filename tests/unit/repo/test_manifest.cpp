#include "lib/fs/file.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using repo::Manifest;
using repo::ManifestComponent;

namespace {

Manifest sample() {
    ManifestComponent clients{.component = "clients",
                              .name = "calamari-clients",
                              .version = "1.2",
                              .release = "rc2_49_g3e3686d.el6",
                              .arch = "x86_64",
                              .commit = "3e3686d000000000000000000000000000000000",
                              .describe = "v1.2-rc2-49-g3e3686d",
                              .dirty = true,
                              .epoch = 1404216000,
                              .features = std::vector<std::string>{"python2", "venv"},
                              .program_version = "0.1.0",
                              .built_with = {"4.20.1", "4.18.0", "0.17.3", 7}};
    clients.findings.push_back({"dangling-reference", report::Severity::warning, "admin/dist",
                                "refers to fonts/x.eot", ""});
    clients.accepted = {"missing-reference"};
    clients.made_from =
        provenance::MadeFrom{{{"checkout", "git+https://example.org/x@c", {{"gitCommit", "c"}}}},
                             {{"a", "b"}},
                             "1-2",
                             true};
    clients.artifacts.push_back({"clients", "x86_64/b.rpm", "b", 12, "aa", "bb"});
    clients.artifacts.push_back({"clients", "SRPMS/b.src.rpm", "b.src", 34, "cc", "dd"});
    ManifestComponent another = clients;
    another.component = "another";
    another.artifacts.clear();
    ManifestComponent earlier = clients;
    earlier.release = "rc2_48_g1111111.el6";
    earlier.artifacts.pop_back();
    ManifestComponent withdrawn = earlier;
    withdrawn.release = "rc2_50_g1111111.el6";
    withdrawn.withdrawn = true;
    return {.target = "el6",
            .components = {clients, another},
            .earlier = {earlier, withdrawn},
            .others = {{"", "noarch/o.rpm", "o-1-1.noarch", 1, "aa", "bb"}},
            .earlier_metadata = {{"repodata/aa-primary.xml.gz"}, {"repodata/bb-primary.xml.gz"}}};
}

std::string without(std::string text, const std::string& part) {
    const std::size_t at = text.find(part);
    REQUIRE(at != std::string::npos);
    return text.erase(at, part.size());
}

std::string with(std::string text, const std::string& part, const std::string& other) {
    const std::size_t at = text.find(part);
    REQUIRE(at != std::string::npos);
    return text.replace(at, part.size(), other);
}

} // namespace

TEST_CASE("a manifest that is read and written again keeps its bytes") {
    const std::string text = manifest_text(sample());
    const Manifest back = repo::parse_manifest(text, "manifest.json");
    CHECK(manifest_text(back) == text);
    REQUIRE(back.components.size() == 2);
    CHECK(back.target == "el6");
    CHECK(back.components[1].component == "clients");
    CHECK(back.components[1].dirty);
    CHECK(back.components[1].epoch == 1404216000);
    CHECK(back.components[1].features == std::vector<std::string>{"python2", "venv"});
    CHECK(back.components[1].built_with.rpmbuild == "4.20.1");
    CHECK(back.components[1].built_with.librpm == "4.18.0");
    CHECK(back.components[1].built_with.createrepo_c == "0.17.3");
    CHECK(back.components[1].built_with.encoder == 7);
    CHECK(back.components[1].findings.at(0).severity == report::Severity::warning);
    CHECK(back.components[1].accepted == std::vector<std::string>{"missing-reference"});
    CHECK(back.components[1].made_from == sample().components.at(0).made_from);
    CHECK(back.components[1].artifacts.at(0).path == "SRPMS/b.src.rpm");
    CHECK(back.components[1].artifacts.at(0).component == "clients");
    CHECK(back.components[1].artifacts.at(0).size == 34);
    REQUIRE(back.earlier.size() == 2);
    CHECK(back.earlier[0].withdrawn); // the newest first
    CHECK_FALSE(back.earlier[1].withdrawn);
    CHECK(back.others.at(0).nevra == "o-1-1.noarch");
    CHECK(back.earlier_metadata.at(1).at(0) == "repodata/bb-primary.xml.gz");
}

TEST_CASE("a manifest of a version that knew no earlier builds is read") {
    Manifest plain = sample();
    plain.earlier.clear();
    std::string text = manifest_text(plain);
    text = text.substr(0, text.find(",\n  \"earlier\"")) + "\n}\n";
    const Manifest manifest = repo::parse_manifest(text, "manifest.json");
    CHECK(manifest.components.size() == 2);
    CHECK(manifest.earlier.empty());
}

TEST_CASE("a manifest that does not say what built it is read") {
    std::string text = manifest_text(sample());
    for (std::size_t at; (at = text.find("\"built_with\"")) != std::string::npos;)
        text.erase(at, text.find('}', at) + 2 - at); // and the comma
    const Manifest manifest = repo::parse_manifest(text, "manifest.json");
    CHECK(manifest.components.at(0).program_version == "0.1.0");
    CHECK(manifest.components.at(0).built_with.rpmbuild.empty());
}

TEST_CASE("a number that is not a whole one, or fits nowhere, is refused") {
    for (const auto& [key, value] : {std::pair("epoch", "1e300"),
                                     {"epoch", "1.5"},
                                     {"epoch", "18446744073709551615"},
                                     {"encoder", "4294967297"}}) {
        CAPTURE(value);
        std::string text = manifest_text(sample());
        const std::size_t at =
            text.find(std::string("\"") + key + "\": ") + std::string(key).size() + 4;
        text.replace(at, text.find_first_of(",\n", at) - at, value);
        CHECK_THROWS_WITH_AS(repo::parse_manifest(text, "manifest.json"),
                             doctest::Contains("is not a whole number"), report::Error);
    }
}

TEST_CASE("the order of components and artifacts does not show in the manifest") {
    Manifest reversed = sample();
    std::swap(reversed.components[0], reversed.components[1]);
    std::swap(reversed.components[1].artifacts[0], reversed.components[1].artifacts[1]);
    CHECK(manifest_text(reversed) == manifest_text(sample()));
}

TEST_CASE("the manifest is JSON for other programs, keys in a fixed order") {
    const test::Dir dir;
    const auto file = dir.write("manifest.json", manifest_text(sample()));
    const process::Result result =
        test::run({"python3", "-c",
                   "import json, sys; m = json.load(open(sys.argv[1])); c = m['components'][1];"
                   "print(list(m), list(c), list(c['artifacts'][0]), c['artifacts'][0]['size'])",
                   file.string()});
    CHECK(result.err == "");
    CHECK(result.out ==
          "['format', 'target', 'components', 'earlier', 'others', 'earlier_metadata'] "
          "['component', 'name', 'version', 'release', 'arch', "
          "'commit', 'describe', 'dirty', 'epoch', 'features', 'program_version', 'built_with', "
          "'findings', "
          "'accepted', 'artifacts', 'made_from'] ['path', 'nevra', 'size', 'sha256', "
          "'header_sha256'] 34\n");
}

TEST_CASE("a manifest of a version that knew no accepted errors is read") {
    const std::string old = without(manifest_text(sample()), R"(      "accepted": [
        "missing-reference"
      ],
)");
    const Manifest manifest = repo::parse_manifest(old, "manifest.json");
    CHECK(manifest.components[0].accepted.empty());
    CHECK(manifest.components[1].accepted.size() == 1);
}

TEST_CASE("a name that is not UTF-8 does not stop the manifest") {
    Manifest manifest = sample();
    manifest.components[0].findings[0].subject = "caf\xe9";
    CHECK_NOTHROW(repo::parse_manifest(manifest_text(manifest), "manifest.json"));
}

TEST_CASE("a damaged manifest is refused, naming file and way out") {
    const std::string good = manifest_text(sample());
    const std::string damages[] = {
        "",
        "[]",
        good.substr(0, good.size() / 2),
        without(good, "\"target\": \"el6\","),
        with(good, "\"warning\"", "\"catastrophe\""),
        with(good, "1404216000", "\"yesterday\""),
        with(good, "\"size\": 34", "\"size\": -34"),
        with(good, "\"format\": 1", "\"format\": true"),
        with(good, "\"format\": 1", "\"format\": 0"),
        with(good, "SRPMS/b.src.rpm", "../../etc/passwd"),
        with(good, "SRPMS/b.src.rpm", "/etc/passwd"),
        with(good, "SRPMS/b.src.rpm", "SRPMS//b.src.rpm"),
        with(good, "SRPMS/b.src.rpm", ""),
        with(good, "\"missing-reference\"", "1"),
        with(good, "repodata/aa-primary", "../aa-primary"),
        with(good, "\"withdrawn\": true", "\"withdrawn\": 1"),
        with(good, "\"component\": \"clients\"", "\"component\": \"../clients\""),
        with(good, "\"component\": \"clients\"", "\"component\": \".clients\""),
    };
    for (const std::string& text : damages) {
        CAPTURE(text);
        CHECK_THROWS_WITH_AS(repo::parse_manifest(text, "/out/el6/manifest.json"),
                             doctest::Contains("/out/el6/manifest.json: is damaged"),
                             report::Error);
    }
}

TEST_CASE("what is wrong with a damaged manifest is told without the library's words for it") {
    for (const char* text : {"{", "[]", R"({"format": 1, "target": 1})"}) {
        CAPTURE(text);
        try {
            repo::parse_manifest(text, "m");
            FAIL("it was taken");
        } catch (const report::Error& error) {
            CHECK(std::string(error.what()).find("json.exception") == std::string::npos);
        }
    }
}

TEST_CASE("a manifest that is nested to end the program is refused") {
    const std::string deep = std::string(300'000, '[') + std::string(300'000, ']');
    const std::string text =
        R"({"format": 1, "target": "el6", "components": [], "others": )" + deep + "}";
    CHECK_THROWS_WITH_AS(repo::parse_manifest(text, "m"), doctest::Contains("m: is nested deeper"),
                         report::Error);
    CHECK_THROWS_WITH_AS(repo::sealed_files(text, "m"), doctest::Contains("m: is nested deeper"),
                         report::Error);
}

TEST_CASE("a newer manifest is refused as such") {
    const std::string newer = with(manifest_text(sample()), "\"format\": 1", "\"format\": 2");
    CHECK_THROWS_WITH_AS(repo::parse_manifest(newer, "m"),
                         doctest::Contains("written by a newer cal-pkg"), report::Error);
}

TEST_CASE("a directory that is missing or empty has no manifest yet") {
    const test::Dir dir;
    CHECK_FALSE(repo::read_published(dir.path() / "missing", "el6"));
    CHECK_FALSE(repo::read_published(dir.path(), "el6"));
}

TEST_CASE("a directory that cal-pkg did not make is refused") {
    const test::Dir dir;
    dir.write("holiday.jpg", "x");
    CHECK_THROWS_WITH_AS(
        repo::read_published(dir.path(), "el6"),
        doctest::Contains("holds files but no manifest.json, so it was not made by cal-pkg"),
        report::Error);
    CHECK_THROWS_WITH_AS(repo::read_published(dir.path() / "holiday.jpg", "el6"),
                         doctest::Contains("is not a directory"), report::Error);
    std::filesystem::create_directory_symlink(dir.path(), dir.path() / "link");
    CHECK_THROWS_WITH_AS(repo::read_published(dir.path() / "link", "el6"),
                         doctest::Contains("is a symbolic link"), report::Error);
}

TEST_CASE("a manifest of another target is refused") {
    const test::Dir dir;
    dir.write("manifest.json", manifest_text(sample()));
    CHECK(repo::read_published(dir.path(), "el6").has_value());
    CHECK_THROWS_WITH_AS(repo::read_published(dir.path(), "el7"),
                         doctest::Contains("it is of target el6"), report::Error);
}
