#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/finish_package.hpp"
#include "support/canonical_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

rpmbuild::RawPackage raw(const std::filesystem::path& file) {
    return {file, "sample-1.2", "w6.gzdio", {{"an egg", "the path of something"}}};
}

} // namespace

TEST_CASE("a finished package is the canonical one, and what is told of it is so") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir);
    const test::Pair same{dir.path() / "same.src.rpm", dir.path() / "same.rpm"};
    std::filesystem::copy_file(pair.source, same.source);
    std::filesystem::copy_file(pair.binary, same.binary);
    const auto source = rpmbuild::finish_package(raw(pair.source));
    const auto binary = rpmbuild::finish_package(raw(pair.binary), [&] { return source.id; });
    const rpm::Compression gzip{"gzip", "6"};
    rpm::make_canonical_together({{same.source, same.source, {}}, {same.binary, same.binary, {}}},
                                 {gzip, gzip});
    CHECK(fs::read_file(pair.source) == fs::read_file(same.source));
    CHECK(fs::read_file(pair.binary) == fs::read_file(same.binary));
    for (const auto& [file, finished] : {std::pair{pair.source, source}, {pair.binary, binary}}) {
        CHECK(test::digests_are_right(file));
        CHECK(finished.size == std::filesystem::file_size(file));
        CHECK(finished.sha256 == hash::sha256_file(file));
        const rpm::Package package = rpm::read_package(file);
        CHECK(finished.package.header_sha256 == package.header_sha256);
        CHECK(finished.package.files.size() == package.files.size());
        CHECK(finished.package.source == (file == pair.source));
        CHECK(std::distance(std::filesystem::directory_iterator(file.parent_path()), {}) == 1);
    }
}

TEST_CASE("traces are found in files and headers of what is finished") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir);
    rpmbuild::RawPackage package = raw(pair.source);
    package.traces = {{"another", "the content of a source"}, {"cpio", "a word of a header"}};
    std::set<std::string> messages;
    for (const report::Finding& finding : rpmbuild::finish_package(package).traces) {
        CHECK(finding.subject.starts_with("sample-1.2: "));
        messages.insert(finding.message);
    }
    CHECK(messages ==
          std::set<std::string>{"it holds a word of a header", "it holds the content of a source"});
}

TEST_CASE("a package whose last bytes were not written is refused, and stays as it is") {
    const test::Dir dir;
    const auto file = test::build_pair(dir).binary;
    std::string bytes = fs::read_file(file);
    SUBCASE("cut off") { bytes.resize(bytes.size() - 200); }
    SUBCASE("zeros") { bytes.replace(bytes.size() - 200, 200, 200, '\0'); }
    fs::write_file(file, bytes, 0644, fs::Flush::no);
    CHECK_THROWS_AS(rpmbuild::finish_package(raw(file)), report::Error);
    CHECK(fs::read_file(file) == bytes);
    CHECK(std::distance(std::filesystem::directory_iterator(file.parent_path()), {}) == 1);
}
