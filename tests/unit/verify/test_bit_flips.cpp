#include "lib/verify/package.hpp"
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace calpkg;

namespace {

/// Every file of a directory with its content.
std::map<std::string, std::string> contents_of(const std::filesystem::path& top) {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(top))
        if (entry.is_regular_file())
            all[entry.path().lexically_relative(top).string()] = fs::read_file(entry);
    return all;
}

/// Overwrites a byte where the file lies.
void poke(const std::filesystem::path& file, std::size_t at, char byte) {
    const fs::Descriptor fd = fs::open_existing(file, O_WRONLY);
    fs::write_at(fd.get(), {&byte, 1}, at, file.string());
}

struct Flip {
    std::string file;
    std::size_t at;
    unsigned bit;
};

/// A place in each file by turns, so that small ones count as much as large ones.
std::vector<Flip> flips_in(const std::map<std::string, std::string>& files, std::size_t count) {
    std::mt19937 random(16); // the same places each time
    std::vector<Flip> flips;
    while (flips.size() < count)
        for (const auto& [name, content] : files)
            flips.push_back({name, random() % content.size(), static_cast<unsigned>(random() % 8)});
    return flips;
}

std::string flipped(std::string content, std::size_t at, unsigned bit) {
    content[at] = static_cast<char>(static_cast<unsigned char>(content[at]) ^ (1U << bit));
    return content;
}

} // namespace

TEST_CASE("a bit that flips anywhere in a published directory is found, at a thousand places") {
    const test::SmallRepository site;
    REQUIRE(test::text_of(site.verify().findings) == "");
    const auto files = contents_of(site.top());
    REQUIRE(files.size() >= 12);
    std::size_t unnoticed = 0;
    for (const auto& [file, at, bit] : flips_in(files, 1000)) {
        poke(site.at(file), at, flipped(files.at(file), at, bit)[at]);
        if (!report::has_errors(site.verify().findings)) {
            ++unnoticed;
            MESSAGE("unnoticed: bit " << bit << " of byte " << at << " of " << file);
        }
        poke(site.at(file), at, files.at(file)[at]);
    }
    CHECK(unnoticed == 0);
}

TEST_CASE("a package alone tells of each bit in front of its header, where no digest is") {
    const test::SmallRepository site;
    for (const std::string name : {"noarch/tiny-1-1.noarch.rpm", "SRPMS/tiny-1-1.src.rpm"}) {
        const std::string good = fs::read_file(site.at(name));
        const auto facts = verify::examine_package(site.at(name), "p").facts;
        REQUIRE(facts);
        std::size_t unnoticed = 0, tried = 0;
        // Most of it is space for signatures: all zeros, of which every sixteenth byte will do.
        for (std::size_t at = 0; at<facts->header_begin; at += at> 1000 ? 16 : 1, ++tried) {
            const auto bit = static_cast<unsigned>(at % 8);
            poke(site.at(name), at, flipped(good, at, bit)[at]);
            if (verify::examine_package(site.at(name), "p").findings.empty()) {
                ++unnoticed;
                MESSAGE("unnoticed: bit " << bit << " of byte " << at << " of " << name);
            }
            poke(site.at(name), at, good[at]);
        }
        CHECK(tried > 1000);
        CHECK(unnoticed == 0);
    }
}
