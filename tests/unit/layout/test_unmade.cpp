#include "lib/layout/unmade.hpp"

#include "lib/fs/file.hpp"
#include "lib/layout/catalog.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calpkg;

namespace {

const std::string kLayout = R"(component: tools
package: calamari-tools
spec: calamari-tools.spec
arch: target
version: 1.0-1
date: 2026-11-29
files:
  - {file: notes, to: /usr/share/notes}
  - {file: program, to: /usr/bin/program, remedy: make it}
)";

} // namespace

TEST_CASE("a file that says how to make it is unmade while it is not there") {
    const test::Dir dir;
    layout::Layout layout = layout::read_layout(dir.write("tools.yaml", kLayout));
    const layout::Rule* rule = layout::unmade(layout);
    REQUIRE(rule != nullptr);
    CHECK(rule->source == "program");
    CHECK(rule->remedy == "make it");

    // Another file that is missing is a mistake, and none of what is made.
    dir.write("tools/program", "x");
    CHECK(layout::unmade(layout) == nullptr);
    std::filesystem::remove(dir.path() / "tools/program");
    layout.scheme = "calamari"; // with a checkout, whose mistakes are its own
    CHECK(layout::unmade(layout) == nullptr);
}

TEST_CASE("calamari-tools has the version of cal-pkg") {
    const std::filesystem::path source = test::source_directory();
    const std::string version = layout::Catalog(source).layout("tools").version;
    CHECK(fs::read_file(source / "CMakeLists.txt")
              .find("project(cal-pkg VERSION " + version.substr(0, version.find('-')) + " ") !=
          std::string::npos);
}
