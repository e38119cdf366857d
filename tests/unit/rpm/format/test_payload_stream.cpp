#include "lib/encode/gzip.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <malloc.h>
#include <optional>
#include <random>
#include <sys/resource.h>

using namespace calpkg;

/// What LeakSanitizer, where it is linked, does not report: libbz2 keeps its memory when it cannot write what it
/// still holds as it is closed (BZ2_bzWriteClose), which a test below makes happen.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:BZ2_bzWriteOpen\nleak:BZ2_bzCompressInit\n";
}

namespace {

std::string rest_of(rpm::PayloadReader& reader) {
    std::string archive(4096, '\0');
    std::size_t size = 0;
    while (const std::size_t count = reader.read(archive.data() + size, archive.size() - size)) {
        size += count;
        archive.resize(size + 4096);
    }
    archive.resize(size);
    return archive;
}

std::string archive_of(const rpm::OpenPackage& package) {
    rpm::PayloadReader reader(package);
    return rest_of(reader);
}

/// `archive` compressed so, piece by piece, as it stands in a file.
std::string written(const test::Dir& dir, std::string_view archive, const rpm::Compression& how) {
    const auto file = dir.write("written", "");
    const fs::Descriptor fd(open(file.c_str(), O_RDWR | O_CLOEXEC));
    rpm::PayloadWriter writer(fd.get(), 1000, how, "written");
    for (std::size_t at = 0; at < archive.size(); at += 777) writer.write(archive.substr(at, 777));
    writer.finish();
    return fs::read_file(file).substr(1000);
}

std::string gzipped(std::string_view data, int level) {
    std::string bytes;
    encode::Gzip gzip([&](std::string_view piece) { bytes += piece; }, level);
    gzip.write(data);
    gzip.finish();
    return bytes;
}

/// While it lives, no file of this process grows beyond `bytes`.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

std::string noise(std::size_t size) {
    std::mt19937 random(1);
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
}

} // namespace

TEST_CASE("a payload that is read and written again has the bytes that rpm wrote") {
    for (const std::string payload : {"w9.bzdio", "w2.xzdio", "w2.lzdio", "w3.zstdio", "w.ufdio"}) {
        CAPTURE(payload);
        if (!test::can_write(payload)) continue;
        const test::Dir dir;
        const auto file = test::build_rich(dir, payload);
        const rpm::OpenPackage package(file);
        const std::string archive = archive_of(package);
        CHECK(archive.starts_with("070701"));
        CHECK(written(dir, archive, rpm::compression_of(package)) ==
              fs::read_file(file).substr(package.parts.payload_offset));
    }
}

TEST_CASE("a payload with gzip has the bytes of this project's encoder, and zlib reads them") {
    for (const auto& [flags, level] :
         {std::pair{"w9.gzdio", 9}, {"w1.gzdio", 1}, {"w.gzdio", 6}, {"w0.gzdio", 1}}) {
        CAPTURE(flags);
        const test::Dir dir;
        const rpm::OpenPackage package(test::build_rich(dir, flags));
        const std::string archive = archive_of(package);
        const std::string payload = written(dir, archive, rpm::compression_of(package));
        CHECK(payload == gzipped(archive, level));

        const auto file = dir.write("payload", payload);
        const fs::Descriptor fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
        rpm::PayloadReader reader(fd.get(), {"gzip", ""}, "payload");
        CHECK(rest_of(reader) == archive);
    }
}

TEST_CASE("a header without a compressor means gzip, or none where the payload is an archive") {
    const test::Dir dir;
    rpm::OpenPackage package(test::build_rich(dir, "w6.gzdio"));
    package.parts.header.erase(rpm::tag::payload_compressor);
    CHECK(rpm::compression_of(package).compressor == "gzip");
    package.payload_begin = "0707";
    CHECK(rpm::compression_of(package).compressor == "ufdio");
}

TEST_CASE("payloads of another form or compressor are refused by the package's name") {
    const test::Dir dir;
    rpm::OpenPackage package(test::build_rich(dir));
    package.subject = "x.rpm";
    const auto put = [&](std::uint32_t tag, const std::string& value) {
        package.parts.header.put_strings(tag, rpm::TagType::string, {value});
    };
    put(rpm::tag::payload_flags, "9; rm");
    CHECK_THROWS_WITH_AS(rpm::compression_of(package),
                         doctest::Contains("x.rpm: its payload is compressed by gzip 9; rm"),
                         report::Error);
    put(rpm::tag::payload_compressor, "lrzip");
    CHECK_THROWS_WITH_AS(rpm::compression_of(package), doctest::Contains("by lrzip"),
                         report::Error);
    put(rpm::tag::payload_format, "drpm");
    CHECK_THROWS_WITH_AS(rpm::compression_of(package),
                         doctest::Contains("is not a cpio archive but 'drpm'"), report::Error);
}

TEST_CASE("a payload that cannot be decompressed or written is told with the reason") {
    const test::Dir dir;
    const auto file = test::build_rich(dir, "w6.gzdio");
    std::string content = fs::read_file(file);
    const std::size_t begin = rpm::OpenPackage(file).parts.payload_offset;
    content.replace(begin + 1000, 100, std::string(100, '\xff'));
    const rpm::OpenPackage damaged(dir.write("damaged.rpm", content));
    CHECK_THROWS_WITH_AS(archive_of(damaged), doctest::Contains("its payload is damaged"),
                         report::Error);

    const fs::Descriptor full(open("/dev/full", O_RDWR | O_CLOEXEC));
    const auto write = [&] {
        rpm::PayloadWriter writer(full.get(), 0, {"ufdio", ""}, "full.rpm");
        for (int i = 0; i < 100; ++i) writer.write(std::string(1U << 20, 'x'));
        writer.finish();
    };
    CHECK_THROWS_WITH_AS(write(),
                         doctest::Contains("full.rpm: cannot write: No space left on device"),
                         report::Error);
}

TEST_CASE(
    "a payload whose writing failed is closed while what its compressor still reads is there") {
    mallopt(M_MMAP_THRESHOLD, 128 << 10); // a chunk that is freed is gone, and reading it fails
    const std::string data = noise(1U << 20);
    for (const rpm::Compression& how : {rpm::Compression{"gzip", "1"},
                                        {"bzip2", "1"},
                                        {"xz", "0"},
                                        {"lzma", "0"},
                                        {"zstd", "3"},
                                        {"ufdio", ""}}) {
        CAPTURE(how.compressor);
        if (!test::can_write(how)) continue;
        const test::Dir dir;
        const auto file = dir.write("payload", "");
        const fs::Descriptor fd(open(file.c_str(), O_RDWR | O_CLOEXEC));
        std::optional<rpm::PayloadWriter> writer;
        {
            const FileSizeLimit limit(256U << 10);
            writer.emplace(fd.get(), 0, how, "full.rpm");
            const auto write = [&] {
                writer->write(data);
                writer->finish();
            };
            CHECK_THROWS_WITH_AS(write(), doctest::Contains("full.rpm: cannot write"),
                                 report::Error);
        }
        writer.reset(); // there is room again: what is left goes into the file
    }
}

TEST_CASE(
    "a payload that is cut off is an error also where a signal has broken something off before") {
    const test::Dir dir;
    const auto file = test::build_rich(dir, "w9.bzdio");
    const std::string content = fs::read_file(file);
    const rpm::OpenPackage cut(dir.write("cut.rpm", content.substr(0, content.size() - 1000)));
    errno = EINTR;
    CHECK_THROWS_WITH_AS(archive_of(cut), doctest::Contains("its payload is damaged"),
                         report::Error);
}
