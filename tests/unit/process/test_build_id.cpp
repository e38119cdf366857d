#include "lib/fs/file.hpp"
#include "lib/process/build_id.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <cstdlib>
#include <string>

using namespace calpkg;

TEST_CASE("a program's identity is the one that readelf shows of it") {
    std::string hex;
    for (const char byte : process::build_id())
        hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    CHECK(hex.size() >= 16);
    const test::Dir dir;
    // Not by process::run(): what starts the guardian here is shared by what another test forks.
    const std::string line = fmt::format("LC_ALL=C readelf --notes /proc/$PPID/exe >'{}'",
                                         (dir.path() / "notes").string());
    REQUIRE(std::system(line.c_str()) == 0);
    CHECK(fs::read_file(dir.path() / "notes").find("Build ID: " + hex + "\n") != std::string::npos);
}
