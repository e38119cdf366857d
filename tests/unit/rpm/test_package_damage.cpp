#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/package.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace calpkg;

namespace {

/// What read_package says of a file with this content: "" when it takes it. The file's name must be
/// the error's subject and stand nowhere else.
std::string verdict(const test::Dir& dir, const std::string& content) {
    const auto file = dir.write("under-test.rpm", content);
    try {
        rpm::read_package(file);
    } catch (const report::Error& error) {
        CHECK(error.subject() == file.string());
        CHECK(error.reason().find(file.string()) == std::string::npos);
        return error.reason();
    }
    return {};
}

std::string flipped(std::string content, std::size_t offset) {
    content[offset] = static_cast<char>(content[offset] ^ 0x10);
    return content;
}

std::string sample(const test::Dir& dir) {
    return fs::read_file(test::build_rpm(dir, test::sample_spec()));
}

/// Where the n-th header structure begins: 0 the signatures, 1 the header itself.
std::size_t header_offset(const std::string& content, int n) {
    static const std::string magic("\x8e\xad\xe8\x01\x00\x00\x00\x00", 8);
    std::size_t at = content.find(magic);
    for (; n > 0; --n) at = content.find(magic, at + 1);
    REQUIRE(at != std::string::npos);
    return at;
}

} // namespace

TEST_CASE("an undamaged package is taken") {
    const test::Dir dir;
    CHECK(verdict(dir, sample(dir)) == "");
}

TEST_CASE("one flipped bit anywhere in header or payload is found") {
    const test::Dir dir;
    const std::string content = sample(dir);
    const std::size_t begin = header_offset(content, 1);
    const std::size_t step = (content.size() - begin) / 200;
    for (std::size_t offset = begin; offset < content.size(); offset += step) {
        CAPTURE(offset - begin);
        CHECK(verdict(dir, flipped(content, offset)) != "");
    }
}

TEST_CASE("a damaged payload is told apart from a damaged header") {
    const test::Dir dir;
    const std::string content = sample(dir);
    CHECK(
        verdict(dir, flipped(content, content.size() - 5000)).rfind("its payload is damaged", 0) ==
        0);
    CHECK(verdict(dir, flipped(content, content.size() - 1)).rfind("its payload is damaged", 0) ==
          0);
    const std::string header = verdict(dir, flipped(content, content.find("One of everything")));
    CHECK(header.rfind("is not a sound RPM: Header SHA256 digest: BAD", 0) == 0);
}

TEST_CASE("a damaged digest is as bad as damaged content") {
    const test::Dir dir;
    const std::string content = sample(dir);
    const std::string digest = rpm::read_package(dir.write("sound.rpm", content)).header_sha256;
    CHECK(verdict(dir, flipped(content, content.find(digest))).find("BAD") != std::string::npos);
}

TEST_CASE("a truncated package is found wherever it ends") {
    const test::Dir dir;
    const std::string content = sample(dir);
    const std::size_t header = header_offset(content, 1);
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{50}, std::size_t{96}, std::size_t{100}, std::size_t{500},
          header, header + 10, header + 700}) {
        CAPTURE(size);
        CHECK(verdict(dir, content.substr(0, size)).rfind("is not a sound RPM: ", 0) == 0);
    }
    const std::size_t most = content.size() - 1;
    CHECK(verdict(dir, content.substr(0, most)) == "is truncated: it has " + std::to_string(most) +
                                                       " of " + std::to_string(most + 1) +
                                                       " bytes (SIGSIZE)");
}

TEST_CASE("bytes after a package's end are found") {
    const test::Dir dir;
    CHECK(verdict(dir, sample(dir) + "x").find("where its header says") != std::string::npos);
}

TEST_CASE("what is not a package is refused with the reason") {
    const test::Dir dir;
    CHECK(verdict(dir, "") == "is empty");
    CHECK(verdict(dir, "just some text\n").rfind("is not a sound RPM: ", 0) == 0);
    CHECK(verdict(dir, std::string(100000, 'x')).rfind("is not a sound RPM: ", 0) == 0);
    CHECK_THROWS_WITH_AS(rpm::read_package(dir.path()), doctest::Contains("is not a file"),
                         report::Error);
    CHECK_THROWS_WITH_AS(rpm::read_package(dir.path() / "missing\n.rpm"),
                         doctest::Contains("missing\\x0a.rpm: cannot open: No such file"),
                         report::Error);
    const auto fifo = dir.path() / "fifo.rpm";
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    CHECK_THROWS_WITH_AS(rpm::read_package(fifo), doctest::Contains("is not a file"),
                         report::Error);
}

TEST_CASE("a package that may not be read is refused with the system's reason") {
    if (geteuid() == 0) {
        MESSAGE("root reads everything: not tested");
        return;
    }
    const test::Dir dir;
    CHECK_THROWS_WITH_AS(rpm::read_package(dir.write("secret.rpm", "x", 0000)),
                         doctest::Contains("secret.rpm: cannot open: Permission denied"),
                         report::Error);
}

TEST_CASE("librpm's messages stand in the error and not on stderr") {
    const test::Dir dir;
    const std::string content = sample(dir);
    std::string reason;
    const std::string printed = test::stderr_of(
        dir, [&] { reason = verdict(dir, flipped(content, header_offset(content, 1) + 200)); });
    CHECK(printed == "");
    CHECK(reason.find("BAD") != std::string::npos);
}

TEST_CASE("a signature whose key nobody knows is not an obstacle") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    const std::string home = (dir.path() / "gnupg").string();
    mkdir(home.c_str(), 0700);
    const std::vector<std::string> gpg = {
        "env", "GNUPGHOME=" + home,    "gpg",    "--batch", "--passphrase",
        "",    "--quick-generate-key", "tester", "rsa2048"};
    const process::Result key = test::run(gpg);
    if (!key.ok()) {
        MESSAGE("no gpg key can be made here: not tested: " << key.err);
        return;
    }
    const process::Result signed_ =
        test::run({"env", "GNUPGHOME=" + home, "rpmsign", "--define", "_gpg_name tester",
                   "--define", "__gpg /usr/bin/gpg", "--addsign", file.string()});
    test::run({"env", "GNUPGHOME=" + home, "gpgconf", "--kill", "all"});
    if (!signed_.ok()) {
        MESSAGE("rpmsign does not work here: not tested: " << signed_.err);
        return;
    }
    REQUIRE(
        test::run({"rpm", "-qp", "--qf", "%{RSAHEADER:pgpsig}", file.string()}).out.find("RSA") ==
        0);
    const std::string content = fs::read_file(file);
    CHECK(verdict(dir, content) == "");
    CHECK(verdict(dir, flipped(content, content.size() - 1)) != "");
}
