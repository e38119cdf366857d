#include "lib/rpm/canonical/together.hpp"
#include "support/canonical_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>

using namespace calpkg;

namespace {

/// Packages of format 4 that versions of rpm have made of one spec, a directory a version: binary.rpm, source.src.rpm.
std::vector<std::filesystem::path> recorded_versions() {
    std::vector<std::filesystem::path> found;
    const std::filesystem::path all = test::data_directory() / "rpmbuilds";
    for (const auto& entry : std::filesystem::directory_iterator(all))
        if (entry.is_directory() && !entry.path().string().ends_with("-format6"))
            found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

} // namespace

TEST_CASE("packages of every recorded version of rpm have one canonical form") {
    const test::Dir dir;
    const rpm::CanonicalPayloads payloads{rpm::Compression{"gzip", "6"},
                                          rpm::Compression{"gzip", "6"}};
    std::map<std::string, std::string> expected;
    REQUIRE(recorded_versions().size() >= 6);
    for (const auto& version : recorded_versions()) {
        const test::Pair pair{version / "source.src.rpm", version / "binary.rpm"};
        const auto made =
            rpm::make_canonical_together(pair.requests(dir.path() / version.filename()), payloads);
        for (const rpm::CanonicalPackage& package : made) {
            const std::string name = package.path.filename();
            const std::string bytes = fs::read_file(package.path);
            const std::string& first = expected.emplace(name, bytes).first->second;
            CAPTURE(version.string());
            CAPTURE(name);
            CHECK(bytes == first);
        }
    }
}
