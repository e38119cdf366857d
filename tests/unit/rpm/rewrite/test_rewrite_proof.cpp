#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/rewrite_fixture.hpp"
#include "unit/rpm/rewrite/spoilt_writes.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// Changes the byte `offset` after where `text` begins, if that is in `bytes`; hexadecimal digits stay such.
std::function<void(std::string&)> change_at(const std::string& text, std::ptrdiff_t offset) {
    return [text, offset](std::string& bytes) {
        const std::size_t at = bytes.find(text);
        if (at == std::string::npos) return;
        char& byte = bytes.at(at + static_cast<std::size_t>(offset));
        byte = byte == '1' ? '0' : '1';
    };
}

} // namespace

TEST_CASE("a package that reaches the disk otherwise than it was made is not kept") {
    // No compression: what is changed is read back, where zlib or zstd would refuse it.
    const test::Dir dir;
    const auto before = test::build_rich(dir, "w.ufdio");
    // Large enough that the reader, when it gives up, leaves more than it has been given.
    const rpm::PackageEdit edit = test::edit_of_egg(std::string(2U << 20, 'x'));
    const auto check = [&](const std::string& text, std::ptrdiff_t offset,
                           const std::string& refusal) {
        CAPTURE(refusal);
        const test::SpoiltWrites spoilt(change_at(text, offset));
        CHECK_THROWS_WITH_AS(test::rewritten(before, dir.path() / "out", edit),
                             doctest::Contains(refusal.c_str()), report::Error);
        CHECK_FALSE(std::filesystem::exists(dir.path() / "out"));
    };
    // The lead's number of a system, which no digest covers: held against the old package's.
    check("\xed\xab\xee\xdb", 77, "has unrequested changes: the lead differs; nothing was written");
    // The time, in the payload, of the file that was to change: held against what was written.
    check(std::string(".") + test::kEgg, -110 + 6 + 5 * 8 + 7,
          "does not match what was written; nothing was kept");
    // Two files, the first of them before and the other after the large one, and the header: held against their digests.
    check("b=2", 2, "/etc/missing.conf has another digest than the header says");
    check("bytecode of urls", 3, "/pkg/urls.pyc has another digest than the header says");
    check("and nothing else", 3,
          "/out/calamari-server-1.2-3_gabc.el6.1.x86_64.rpm: is not a sound RPM");
}
