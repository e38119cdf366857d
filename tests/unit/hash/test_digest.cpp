#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;

namespace {

std::string digest_of(hash::Algorithm hash, const std::string& text) {
    hash::Digest digest(hash);
    digest.update(text.data(), text.size());
    return digest.finish();
}

} // namespace

TEST_CASE("digests are those of the published test vectors") {
    CHECK(hash::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hash::sha256("abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest_of(hash::Algorithm::sha1, "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(digest_of(hash::Algorithm::md5, "abc") == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(digest_of(hash::Algorithm::sha512, "abc").substr(0, 16) == "ddaf35a193617aba");
}

TEST_CASE("a digest does not depend on the pieces the data comes in") {
    hash::Sha256 digest;
    for (const char letter : std::string("abc")) digest.update(&letter, 1);
    CHECK(digest.finish() == hash::sha256("abc"));
}

TEST_CASE("a digest that is never finished leaks nothing") {
    hash::Sha256 digest;
    digest.update("abc", 3);
}

TEST_CASE("a hash that is not known is an error") {
    CHECK_THROWS_WITH_AS(hash::Digest(static_cast<hash::Algorithm>(99)),
                         doctest::Contains("hash algorithm 99: is not known"), report::Error);
}

TEST_CASE("a file's digest is what sha256sum prints") {
    const test::Dir dir;
    for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 1000000U}) {
        const auto file = dir.write("file", std::string(size, 'x') + "y");
        CHECK(hash::sha256_file(file) == test::run({"sha256sum", file.string()}).out.substr(0, 64));
    }
}

TEST_CASE("a file that cannot be read is an error with its name and the system's reason") {
    const test::Dir dir;
    CHECK_THROWS_WITH_AS(hash::sha256_file(dir.path() / "no\nfile"),
                         doctest::Contains("no\\x0afile: cannot open: No such file"),
                         report::Error);
    REQUIRE(mkfifo((dir.path() / "fifo").c_str(), 0600) == 0); // is not waited for
    for (const auto& path : {dir.path(), dir.path() / "fifo"})
        CHECK_THROWS_WITH_AS(hash::sha256_file(path), doctest::Contains("is not a regular file"),
                             report::Error);
}
