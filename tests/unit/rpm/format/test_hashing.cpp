#include "lib/rpm/format/hashing.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

class StringSink : public rpm::ByteSink {
public:
    void write(std::string_view data) override { bytes += data; }
    std::string bytes;
};

} // namespace

TEST_CASE("a stream that is hashed passes unchanged, read or written") {
    const std::string text(1000, 'x');
    rpm::MemorySource memory(text);
    rpm::HashingSource source(memory, hash::Algorithm::sha256);
    StringSink strings;
    rpm::HashingSink sink(strings, hash::Algorithm::sha256);
    char buffer[7];
    while (const std::size_t count = source.read(buffer, sizeof buffer))
        sink.write({buffer, count});
    CHECK(strings.bytes == text);
    CHECK(source.finish() == hash::sha256(text));
    CHECK(sink.finish() == hash::sha256(text));
}
