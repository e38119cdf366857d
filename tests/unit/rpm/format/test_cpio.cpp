#include "lib/report/error.hpp"
#include "lib/rpm/format/cpio.hpp"
#include "support/string_sink.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::CpioField;

namespace {

/// Gives one byte a call, as a slow pipe does.
class SlowSource : public rpm::ByteSource {
public:
    explicit SlowSource(const std::string& bytes) : memory_(bytes) {}
    std::size_t read(char* data, std::size_t size) override {
        return memory_.read(data, std::min<std::size_t>(size, 1));
    }

private:
    rpm::MemorySource memory_;
};

rpm::CpioEntry entry(const std::string& name, std::uint32_t size) {
    rpm::CpioEntry made;
    made.magic = "070701";
    made.name = name;
    made.set(CpioField::mode, 0100644);
    made.set(CpioField::inode, 0xabcdef01);
    made.set(CpioField::size, size);
    made.set(CpioField::name_size, static_cast<std::uint32_t>(name.size() + 1));
    return made;
}

std::string archive(const std::string& content) {
    test::StringSink sink;
    rpm::CpioWriter writer(sink);
    writer.header(entry("./a", static_cast<std::uint32_t>(content.size())));
    writer.data(content);
    writer.finish_entry();
    writer.header(entry("TRAILER!!!", 0));
    CHECK(writer.offset() == sink.bytes.size());
    return sink.bytes;
}

std::string read_all(rpm::CpioReader& reader) {
    std::string content;
    char buffer[3];
    while (const std::size_t count = reader.read(buffer, sizeof buffer))
        content.append(buffer, count);
    return content;
}

} // namespace

TEST_CASE("what the writer writes the reader reads, whatever the padding and the pieces") {
    for (std::size_t size = 0; size < 10; ++size) {
        const std::string content(size, 'x'), bytes = archive(content);
        SlowSource source(bytes);
        rpm::CpioReader reader(source, "x.rpm");
        CHECK(reader.next() == entry("./a", static_cast<std::uint32_t>(size)));
        CHECK(read_all(reader) == content);
        CHECK(reader.next().is_trailer());
        CHECK(reader.rest() == "");
        CHECK(reader.offset() == bytes.size());
    }
}

TEST_CASE("the frame's digest is of all but the data, the same for writer and reader") {
    const auto frame_of = [](const std::string& bytes) {
        rpm::MemorySource source(bytes);
        rpm::CpioReader reader(source, "x.rpm");
        for (reader.next(); !read_all(reader).empty();) reader.next();
        reader.rest();
        return reader.frame_digest();
    };
    test::StringSink sink;
    rpm::CpioWriter writer(sink);
    writer.header(entry("./a", 5));
    writer.data("hello");
    writer.finish_entry();
    writer.header(entry("TRAILER!!!", 0));
    writer.rest(std::string(8, '\0'));
    const std::string frame = writer.frame_digest();
    CHECK(frame_of(sink.bytes) == frame);
    std::string changed = sink.bytes;
    changed.replace(changed.find("hello"), 5, "world");
    CHECK(frame_of(changed) == frame);
    changed.at(changed.find("world") + 5) = '\1'; // padding
    CHECK(frame_of(changed) != frame);
    CHECK(frame_of(sink.bytes.substr(0, sink.bytes.size() - 4)) != frame);
}

TEST_CASE("zeros behind the trailer are kept, anything else there is refused") {
    const std::string bytes = archive("x") + std::string(400, '\0');
    rpm::MemorySource source(bytes);
    rpm::CpioReader reader(source, "x.rpm");
    reader.next();
    reader.skip();
    reader.next();
    CHECK(reader.rest() == std::string(400, '\0'));
    const std::string more = bytes + "y";
    rpm::MemorySource bad(more);
    rpm::CpioReader other(bad, "x.rpm");
    other.next();
    other.skip();
    other.next();
    CHECK_THROWS_WITH_AS(other.rest(), doctest::Contains("data follows its end"), report::Error);
}

TEST_CASE("an archive that ends too early or has impossible fields is refused") {
    const std::string bytes = archive("content");
    const auto read = [](const std::string& given) {
        rpm::MemorySource source(given);
        rpm::CpioReader reader(source, "x.rpm");
        while (!reader.next().is_trailer()) reader.skip();
    };
    CHECK_NOTHROW(read(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK_THROWS_WITH_AS(read(bytes.substr(0, size)),
                             doctest::Contains("x.rpm: its payload is damaged"), report::Error);
    const auto changed = [&](std::size_t at, const std::string& with) {
        std::string copy = bytes;
        return copy.replace(at, with.size(), with);
    };
    CHECK_THROWS_AS(read(changed(0, "070707")), report::Error);
    CHECK_THROWS_AS(read(changed(6, "0000000g")), report::Error);
    CHECK_THROWS_AS(read(changed(6, "-0000001")), report::Error);
    CHECK_THROWS_AS(read(changed(6 + 8 * 11, "ffffffff")), report::Error); // the name's length
    CHECK_THROWS_AS(read(changed(6 + 8 * 11, "00000000")), report::Error);
    CHECK_THROWS_AS(read(changed(110, std::string("a\0b", 3))), report::Error);
}
