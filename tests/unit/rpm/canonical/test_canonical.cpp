#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/canonical/together.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/version_order.hpp"
#include "support/canonical_fixture.hpp"
#include "support/restate.hpp"
#include "unit/rpm/sign.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sys/stat.h>
#include <unistd.h>

using namespace calpkg;

namespace {

/// Tags that the canonical form may change, and what rpm derives from them.
const std::set<std::string> kAsked{"CLASSDICT",        "COOKIE",
                                   "FILECLASS",        "FILEMTIMES",
                                   "HEADERIMMUTABLE",  "HDRID",
                                   "LONGSIGSIZE",      "PAYLOADCOMPRESSOR",
                                   "PAYLOADDIGEST",    "PAYLOADDIGESTALT",
                                   "PAYLOADFLAGS",     "PAYLOADSHA256",
                                   "PAYLOADSHA256ALT", "PKGID",
                                   "RPMVERSION",       "SHA1HEADER",
                                   "SHA256HEADER",     "SIGMD5",
                                   "SIGSIZE",          "SOURCEPKGID"};

/// Those of a package: rpm before 4.16 does not count where links lead, which the canonical form does.
std::set<std::string> asked_of(const std::filesystem::path& package) {
    std::set<std::string> asked = kAsked;
    const std::string version = test::query(package, "%{RPMVERSION}");
    if (rpm::compare_versions(version, "4.16") >= 0) return asked;
    MESSAGE("rpm " << version << " counts no links: SIZE may differ");
    asked.insert({"SIZE", "LONGSIZE"});
    return asked;
}

rpm::CanonicalPackage canonical(const std::filesystem::path& package,
                                const std::filesystem::path& destination,
                                std::optional<rpm::Compression> payload = {}) {
    return rpm::make_canonical_together({{package, destination}}, {payload, payload}).front();
}

} // namespace

TEST_CASE("nothing but the form differs, for every payload of rpm") {
    for (const std::string payload :
         {"w6.gzdio", "w1.bzdio", "w0.xzdio", "w0.lzdio", "w1.zstdio", "w.ufdio"}) {
        CAPTURE(payload);
        const test::Dir dir;
        const auto before = test::build_rich(dir, payload);
        const auto after = dir.path() / "out/canonical.rpm";
        canonical(before, after);
        CHECK(test::digests_are_right(after));
        const std::set<std::string> asked = asked_of(before);
        for (const std::string& name : test::differing_tags(before, after)) {
            CAPTURE(name);
            CHECK(asked.contains(name));
        }
        CHECK(test::query(after, "%{RPMVERSION}") == "4.18.0");
        CHECK(test::query(after, "[%{CLASSDICT}]") == "");
        CHECK(test::unpacked(after, "/opt/calamari/noise") ==
              test::unpacked(before, "/opt/calamari/noise"));
        CHECK(test::listing(dir.path() / "out") == std::vector<std::string>{"canonical.rpm"});
    }
}

TEST_CASE(
    "a canonical package is its own canonical form, and stays in place with its mode and owner") {
    const test::Dir dir;
    const auto package = test::build_rich(dir, "w.ufdio");
    const bool root = geteuid() == 0; // nobody else gives files away
    if (root) REQUIRE(chown(package.c_str(), 1, 2) == 0);
    chmod(package.c_str(), 0640);
    canonical(package, package, rpm::Compression{"gzip", "6"});
    const std::string once = fs::read_file(package);
    CHECK(test::query(package, "%{PAYLOADCOMPRESSOR} %{PAYLOADFLAGS}") == "gzip 6");
    struct stat before {
    }, after{};
    REQUIRE(stat(package.c_str(), &before) == 0);
    CHECK((before.st_mode & 0777U) == 0640);
    CHECK(before.st_uid == (root ? 1 : geteuid()));
    CHECK((!root || before.st_gid == 2));
    canonical(package, package);
    REQUIRE(stat(package.c_str(), &after) == 0);
    CHECK(fs::read_file(package) == once);
    CHECK(after.st_ino == before.st_ino);
}

TEST_CASE("a link to a package stays one, and what it leads to is replaced") {
    const test::Dir dir;
    const auto package = test::build_rich(dir, "w.ufdio");
    const auto link = dir.path() / "link.rpm";
    std::filesystem::create_symlink(package, link);
    canonical(link, link, rpm::Compression{"gzip", "6"});
    CHECK(std::filesystem::is_symlink(link));
    CHECK(test::query(package, "%{PAYLOADCOMPRESSOR}") == "gzip");
}

TEST_CASE("a payload becomes the same from no compression, from gzip of any level and back") {
    const test::Dir dir;
    const auto package = test::build_rich(dir, "w.ufdio");
    const std::string plain = fs::read_file(package);
    const auto at = [&](const char* name) { return dir.path() / name; };
    canonical(package, at("plain"));
    canonical(package, at("nine"), rpm::Compression{"gzip", "9"});
    canonical(package, at("six"), rpm::Compression{"gzip", "6"});
    canonical(at("nine"), at("six too"), rpm::Compression{"gzip", "6"});
    canonical(at("nine"), at("plain too"), rpm::Compression{"ufdio", ""});
    CHECK(fs::read_file(at("six")) == fs::read_file(at("six too")));
    CHECK(fs::read_file(at("plain")) == fs::read_file(at("plain too")));
    CHECK(fs::read_file(at("six")) != fs::read_file(at("nine")));
    CHECK(fs::read_file(package) == plain);
}

TEST_CASE("a signed package is told, and becomes what the unsigned one becomes") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    CHECK_FALSE(canonical(package, dir.path() / "unsigned").signature_lost);
    test::sign(package);
    CHECK(canonical(package, dir.path() / "signed").signature_lost);
    CHECK(fs::read_file(dir.path() / "signed") == fs::read_file(dir.path() / "unsigned"));
}

TEST_CASE("the id is the digest of header and payload, which rpm reads") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const std::string id = canonical(package, package).id;
    CHECK(id.size() == 16);
    CHECK(rpm::OpenPackage(package).parts.signature.find(rpm::tag::seal::md5)->bytes.get() == id);
}

TEST_CASE("the content of every file is seen with its path") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    std::map<std::string, std::string> seen;
    rpm::CanonicalForm form;
    form.seen = [&](const std::string& path, std::string_view piece) { seen[path] += piece; };
    rpm::make_canonical(rpm::OpenPackage(package), dir.path() / "out", "out", form);
    CHECK(seen[test::kEgg] == test::kEggContent);
    CHECK(seen["/opt/calamari/noise"].size() == 70000);
    CHECK_FALSE(seen.contains("/var/log/sample.log"));
}

TEST_CASE("what was made a moment ago is held against the digests of its header and of its files") {
    const test::Dir dir;
    const auto package = test::build_rich(dir, "w.ufdio");
    std::string bytes = fs::read_file(package);
    const auto expect_damage = [&](const std::string& message) {
        rpm::CanonicalForm form;
        form.is_new = true;
        CHECK_THROWS_WITH_AS(rpm::make_canonical(rpm::OpenPackage(dir.write("old.rpm", bytes)),
                                                 dir.path() / "out", "out", form),
                             doctest::Contains(message.c_str()), report::Error);
        CHECK_FALSE(fs::is_there(dir.path() / "out"));
    };
    SUBCASE("a file's content") {
        bytes[bytes.find(test::kEggContent)] ^= 1;
        expect_damage("its payload is damaged: the digest is");
    }
    SUBCASE("the end of the payload") {
        bytes.resize(bytes.size() - 1000);
        expect_damage("is truncated");
    }
    SUBCASE("the payload") {
        bytes.resize(rpm::OpenPackage(package).parts.payload_offset);
        expect_damage("is cut off");
    }
    SUBCASE("the header") {
        bytes[bytes.rfind("calamari-server", rpm::OpenPackage(package).parts.payload_offset)] ^= 1;
        expect_damage("digest");
    }
}

TEST_CASE("damaged packages, delta RPMs and what is no package are refused, and nothing changes") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const auto out = dir.path() / "out";
    std::string bytes = fs::read_file(package);
    SUBCASE("a damaged payload") {
        bytes[bytes.size() - 100] ^= 1;
        const auto damaged = dir.write("damaged.rpm", bytes);
        CHECK_THROWS_WITH_AS(canonical(damaged, out), doctest::Contains("its payload is damaged"),
                             report::Error);
    }
    SUBCASE("damage that no compressor notices") {
        const test::Dir other;
        std::string plain = fs::read_file(test::build_rich(other, "w.ufdio"));
        plain[plain.find("the egg as it was")] ^= 1;
        const auto damaged = dir.write("damaged.rpm", plain);
        CHECK_THROWS_WITH_AS(canonical(damaged, out), doctest::Contains("its payload is damaged"),
                             report::Error);
    }
    SUBCASE("a damaged header") {
        bytes[bytes.find("Everything at once")] ^= 1;
        const auto damaged = dir.write("damaged.rpm", bytes);
        CHECK_THROWS_WITH_AS(canonical(damaged, out), doctest::Contains("is not a sound RPM"),
                             report::Error);
    }
    SUBCASE("an MD5 digest that rpm -K refuses, beside better ones") {
        const std::string md5 =
            rpm::OpenPackage(package).parts.signature.find(rpm::tag::seal::md5)->bytes;
        bytes[bytes.find(md5)] ^= 1;
        const auto wrong = dir.write("wrong.rpm", bytes);
        CHECK_FALSE(test::digests_are_right(wrong));
        CHECK_THROWS_WITH_AS(canonical(wrong, out), doctest::Contains("its payload is damaged"),
                             report::Error);
    }
    SUBCASE("a SHA1 digest") {
        const std::string sha1 =
            rpm::OpenPackage(package).parts.signature.text(rpm::tag::seal::sha1);
        char& digit = bytes[bytes.find(sha1)];
        digit = digit == '0' ? '1' : '0';
        CHECK_THROWS_AS(canonical(dir.write("wrong.rpm", bytes), out), report::Error);
    }
    SUBCASE("sizes that librpm passes on without a look") {
        namespace seal = rpm::tag::seal;
        using rpm::TagType;
        for (const auto& [tag, type, name] :
             {std::tuple{seal::payload_size, TagType::int32, "(SIGPAYLOADSIZE)"},
              {seal::long_payload_size, TagType::int64, "(LONGARCHIVESIZE)"},
              {seal::size, TagType::int32, "(SIGSIZE)"},
              {seal::long_size, TagType::int64, "(LONGSIGSIZE)"}}) {
            CAPTURE(name);
            const auto wrong = test::restated(dir, package, test::stating(tag, type, 4711));
            CHECK_THROWS_WITH_AS(canonical(wrong, out), doctest::Contains(name), report::Error);
        }
    }
    SUBCASE("a delta") {
        rpm::OpenPackage delta(package);
        delta.parts.header.put_strings(rpm::tag::payload_format, rpm::TagType::string, {"drpm"});
        CHECK_THROWS_WITH_AS(rpm::make_canonical(delta, out, out, {}),
                             doctest::Contains("its payload is not a cpio archive but 'drpm'"),
                             report::Error);
    }
    SUBCASE("another file in its place") {
        const std::string other = "mine";
        const auto taken = dir.write("taken.rpm", other);
        CHECK_THROWS_WITH_AS(canonical(package, taken),
                             doctest::Contains("already exists, and is another package"),
                             report::Error);
        CHECK(fs::read_file(taken) == other);
    }
    CHECK_FALSE(std::filesystem::exists(out));
}
