#include "lib/rpm/format/hashing.hpp"
#include "support/string_sink.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a stream that is hashed passes unchanged, and so does one that need not be") {
    const std::string text(1000, 'x');
    for (const std::optional<hash::Algorithm> hash :
         {std::optional(hash::Algorithm::sha256), std::optional<hash::Algorithm>()}) {
        test::StringSink strings;
        rpm::HashingSink sink(strings, hash);
        for (std::size_t at = 0; at < text.size(); at += 7) sink.write(text.substr(at, 7));
        CHECK(strings.bytes == text);
        CHECK(sink.finish() == (hash ? hash::sha256(text) : ""));
    }
}
