#include "lib/repo/signing.hpp"

#include "lib/hash/digest.hpp"
#include "lib/repo/publication.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/report/error.hpp"
#include "support/complaint.hpp"
#include "unit/repo/fixture.hpp"
#include "unit/repo/ids_of.hpp"
#include "unit/rpm/sign/keyring.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace calpkg;
using repo::Published;
using repo::Rules;

namespace {

constexpr const char* kSigned = "noarch/tiny-1-1.noarch.rpm";

class SignedSite {
public:
    std::filesystem::path at(const std::string& name) const { return dir_.path() / "el6" / name; }
    bool has(const std::string& name) const { return std::filesystem::exists(at(name)); }

    Published publish(const std::string& version, const Rules& rules) const {
        repo::Publication publication(dir_.path() / "el6", "el6", rules, {});
        const auto package = test::tiny_package(version);
        const std::string path = "noarch/" + package.filename().string();
        std::filesystem::create_directories(publication.tree() / "noarch");
        std::filesystem::copy_file(package, publication.tree() / path);
        fs::set_mode_and_time(publication.tree() / path, 0644, 1404216000);
        repo::ManifestComponent built{.component = "tiny",
                                      .name = "tiny",
                                      .version = version,
                                      .release = "1",
                                      .arch = "noarch",
                                      .epoch = 1404216000};
        built.artifacts = {repo::describe_package(publication.tree(), path)};
        return publication.publish({built}, false);
    }
    Published renew(const Rules& rules) const {
        return repo::Publication(dir_.path() / "el6", {}, rules, {}).renew();
    }
    /// Whether gpg finds a good signature of `name` beside it.
    bool verifies(const std::string& name) const {
        return test::complaint([&] {
                   test::Keyring::instance().gpg(
                       {"--verify", at(name + ".asc").string(), at(name).string()});
               })
            .empty();
    }
    /// Everything with its time and bytes.
    std::map<std::string, std::string> everything() const {
        std::map<std::string, std::string> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path() / "el6"))
            if (entry.is_regular_file())
                files[entry.path().lexically_relative(at("")).string()] =
                    std::to_string(repo::file_time(entry)) + fs::read_file(entry);
        return files;
    }

private:
    test::Dir dir_;
};

Rules signing(const std::string& kind = "rsa2048", const std::string& url = "") {
    Rules rules{.keep = 2};
    rules.signing = repo::Signing{
        .signer = std::make_shared<rpm::Signer>(test::Keyring::instance().signer(kind)),
        .parts = rpm::SignedParts::header_and_payload,
        .name = "site",
        .baseurl = url};
    return rules;
}

} // namespace

TEST_CASE("packages, index and manifest are signed, and signatures that fit stay") {
    const SignedSite site;
    const Published published = site.publish("1", signing("rsa2048", "https://example.org/el6"));
    CHECK(published.findings.empty());
    CHECK(repo::is_signed(site.at(kSigned)));
    CHECK(repo::file_time(site.at(kSigned)) == 1404216000);
    const repo::Artifact& artifact = published.manifest.components.at(0).artifacts.at(0);
    CHECK(artifact.sha256 == hash::sha256_file(site.at(kSigned)));
    CHECK(artifact.size == std::filesystem::file_size(site.at(kSigned)));
    const auto unsigned_one = test::tiny_package("1");
    CHECK(
        artifact.header_sha256 ==
        repo::describe_package(unsigned_one.parent_path(), unsigned_one.filename()).header_sha256);
    CHECK(site.verifies("repodata/repomd.xml"));
    CHECK(site.verifies("manifest.json"));
    CHECK(site.verifies("provenance.json"));
    CHECK(fs::read_file(site.at("RPM-GPG-KEY-site")).find("PUBLIC KEY BLOCK") != std::string::npos);
    CHECK(fs::read_file(site.at("site.repo"))
              .find("\ngpgkey=https://example.org/el6/"
                    "RPM-GPG-KEY-site\n") != std::string::npos);

    const auto before = site.everything();
    CHECK_FALSE(site.publish("1", signing("rsa2048", "https://example.org/el6")).changed);
    CHECK_FALSE(site.publish("1", signing()).changed); // what was said once stays
    CHECK(site.everything() == before);

    const Published next = site.publish("2", signing());
    CHECK(next.findings.empty());
    CHECK(site.everything()[kSigned] == before.at(kSigned));
    CHECK(site.verifies("repodata/repomd.xml"));
    CHECK(site.verifies("manifest.json"));
    CHECK(site.verifies("provenance.json"));
    CHECK(site.everything()["RPM-GPG-KEY-site"] == before.at("RPM-GPG-KEY-site"));
}

TEST_CASE("a signed directory is not replaced by an unsigned one unless that is asked for") {
    const SignedSite site;
    site.publish("1", signing());
    const auto before = site.everything();
    CHECK_FALSE(site.publish("1", {.keep = 2}).changed);
    CHECK_THROWS_WITH_AS(site.publish("2", {.keep = 2}), doctest::Contains("is signed by the key"),
                         report::Error);
    CHECK(site.everything() == before);
    Rules give_up{.keep = 2};
    give_up.give_up_signatures = true;
    const Published published = site.publish("2", give_up);
    CHECK(test::ids_of(published.findings) == "unsigned-package signature-dropped ");
    CHECK_FALSE(published.manifest.signature);
    for (const char* name : {"repodata/repomd.xml.asc", "manifest.json.asc", "provenance.json.asc",
                             "RPM-GPG-KEY-site", "site.repo"})
        CHECK_FALSE(site.has(name));
    CHECK(site.publish("3", {.keep = 2}).changed);
}

TEST_CASE("what is published unsigned, or signed by another key, is signed without a build") {
    const SignedSite site;
    site.publish("1", {.keep = 2});
    const Published published = site.renew(signing());
    CHECK(published.changed);
    CHECK(test::ids_of(published.findings) == "newly-signed ");
    CHECK(repo::is_signed(site.at(kSigned)));
    CHECK(repo::file_time(site.at(kSigned)) == 1404216001);
    CHECK(site.verifies("repodata/repomd.xml"));
    const auto before = site.everything();
    CHECK_FALSE(site.renew(signing()).changed);
    CHECK(site.everything() == before);

    const Published other = site.renew(signing("ed25519"));
    CHECK(test::ids_of(other.findings) == "other-key newly-signed ");
    CHECK(site.everything()[kSigned] != before.at(kSigned));
    CHECK(site.verifies("manifest.json"));
}

TEST_CASE("a signature that does not fit is made again") {
    const SignedSite site;
    site.publish("1", signing());
    fs::write_file(site.at("repodata/repomd.xml.asc"), fs::read_file(site.at("manifest.json.asc")));
    CHECK(site.renew(signing()).changed);
    CHECK(site.verifies("repodata/repomd.xml"));
    CHECK(site.verifies("manifest.json")); // it names the new signature
}

TEST_CASE("others' packages stay as they are, and it is told that clients refuse them") {
    const SignedSite site;
    site.publish("1", signing());
    std::filesystem::copy_file(test::tiny_package("1", "other"), site.at("foreign-1-1.noarch.rpm"));
    std::filesystem::rename(site.at("foreign-1-1.noarch.rpm"), site.at("foreign.rpm"));
    CHECK_THROWS_AS(site.renew(signing()), report::Error); // the same name with other content
    std::filesystem::copy_file(test::tiny_package("7", "other"), site.at("foreign.rpm"),
                               std::filesystem::copy_options::overwrite_existing);
    const std::string bytes = fs::read_file(site.at("foreign.rpm"));
    CHECK(test::ids_of(site.renew(signing()).findings) == "unsigned-package ");
    CHECK(fs::read_file(site.at("foreign.rpm")) == bytes);
}

TEST_CASE("under another name the old key and repository file go, which is told") {
    const SignedSite site;
    site.publish("1", signing("rsa2048", "https://example.org/el6"));
    Rules renamed = signing();
    renamed.signing->name = "other";
    const Published published = site.renew(renamed);
    CHECK(test::ids_of(published.findings) == "renamed-key ");
    CHECK(published.findings.at(0).message.find("RPM-GPG-KEY-site and site.repo are") !=
          std::string::npos);
    CHECK_FALSE(site.has("RPM-GPG-KEY-site"));
    CHECK(site.has("RPM-GPG-KEY-other"));
    CHECK(site.has("other.repo"));
    CHECK(site.renew(renamed).findings.empty());
}

TEST_CASE("a site's own file in the place of the key stays") {
    const SignedSite site;
    site.publish("1", {.keep = 2});
    fs::write_file(site.at("RPM-GPG-KEY-site"), "the site's own\n");
    CHECK_THROWS_WITH_AS(site.renew(signing()), doctest::Contains("is not cal-pkg's"),
                         report::Error);
    CHECK(fs::read_file(site.at("RPM-GPG-KEY-site")) == "the site's own\n");
}

TEST_CASE("without an address a repository file is the site's own, and it stays") {
    const SignedSite site;
    site.publish("1", signing());
    fs::write_file(site.at("site.repo"), "the site's own\n");
    site.publish("2", signing());
    site.publish("2", signing());
    CHECK(fs::read_file(site.at("site.repo")) == "the site's own\n");
}

TEST_CASE("the manifest tells of the site's own files, and nothing new stays nothing new") {
    const SignedSite site;
    site.publish("1", signing());
    fs::write_file(site.at("comps.xml"), "<comps/>\n");
    site.publish("2", signing());
    CHECK(fs::read_file(site.at("manifest.json")).find("comps.xml") != std::string::npos);
    CHECK(site.verifies("manifest.json"));
    const auto before = site.everything();
    CHECK_FALSE(site.publish("2", signing()).changed);
    CHECK_FALSE(site.publish("2", {.keep = 2}).changed); // nor is the key needed for that
    CHECK(site.everything() == before);
}

TEST_CASE(
    "a manifest's signature by hand stays as long as the manifest does, and is told when it goes") {
    const SignedSite site;
    site.publish("1", {.keep = 2});
    fs::write_file(site.at("manifest.json.asc"), "by hand\n");
    CHECK_FALSE(site.publish("1", {.keep = 2}).changed);
    CHECK(site.has("manifest.json.asc"));
    CHECK(test::ids_of(site.publish("2", {.keep = 2}).findings) == "signature-dropped ");
    CHECK_FALSE(site.has("manifest.json.asc"));
}

TEST_CASE(
    "a manifest whose signature would write lines of its own into a repository file is damaged") {
    const SignedSite site;
    site.publish("1", signing());
    std::string text = fs::read_file(site.at("manifest.json"));
    const std::string name = "\"name\": \"site\"";
    REQUIRE(text.find(name) != std::string::npos);
    text.replace(text.find(name), name.size(),
                 "\"name\": \"site\", \"baseurl\": \"http://x/\\ngpgcheck=0\"");
    CHECK_THROWS_WITH_AS(repo::parse_manifest(text, "manifest.json"),
                         doctest::Contains("is not one word"), report::Error);
}
