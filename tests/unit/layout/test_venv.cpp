#include "lib/layout/layout.hpp"
#include "support/complaint.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::has;

namespace {

const std::string kVenvLayout = R"(component: server
package: calamari-server
spec: calamari-server.spec
arch: target
version-scheme: calamari
checkout: {names: [calamari], marks: [cthulhu]}
features: {httpd: {}}
files:
  - {venv: /opt/calamari/venv}
dist:
  tarball: "x_{version}.tar.gz"
  prefix: "x-{version}"
  files: [{tree: ., to: .}]
venv:
  system-site-packages: true
  files: [{file: requirements.txt, to: all.txt}, {tree: cthulhu, to: cthulhu}]
  remove: ["*/x.py"]
  steps:
)";

std::string complaint_of_venv(const std::string& step) {
    const test::Dir dir;
    const auto file = dir.write("server.yaml", kVenvLayout + "    - " + step + "\n");
    return test::complaint([&] { layout::read_layout(file); });
}

} // namespace

TEST_CASE("the steps of a virtualenv are read as they stand") {
    const test::Dir dir;
    const auto layout = layout::read_layout(dir.write(
        "server.yaml", kVenvLayout + R"(    - {requirements: all.txt, options: [--ignore-installed]}
    - {source: carbon, requirement: carbon==0.9.15, options: ["--prefix=@venv@"], when: httpd}
    - {source: whisper, archive: whisper-a6e.tar.gz, url: "https://example.org/a6e"}
    - {package: cthulhu, unless: httpd}
)"));
    REQUIRE(layout.venv);
    CHECK(layout.venv->system_site_packages);
    CHECK(layout.venv->remove == std::vector<std::string>{"*/x.py"});
    CHECK(layout.venv->files.size() == 2);
    REQUIRE(layout.venv->steps.size() == 4);
    const auto& steps = layout.venv->steps;
    CHECK(steps[0].kind == layout::VenvStep::Kind::requirements);
    CHECK(steps[0].options == std::vector<std::string>{"--ignore-installed"});
    CHECK(steps[1].requirement == "carbon==0.9.15");
    CHECK(steps[1].when == "httpd");
    CHECK(steps[2].archive == "whisper-a6e.tar.gz");
    CHECK(steps[2].url == "https://example.org/a6e");
    CHECK(steps[3].name == "cthulhu");
    CHECK(steps[3].unless == "httpd");
}

TEST_CASE("mistakes in steps are told with their line") {
    CHECK(test::has(complaint_of_venv("{packages: x}"),
                    "server.yaml:19: the step does not say what it is"));
    CHECK(test::has(complaint_of_venv("{package: x, source: y}"), "cannot be both"));
    CHECK(test::has(complaint_of_venv("{package: x, url: y}"), "url"));
    CHECK(test::has(complaint_of_venv("{package: x, when: htpd}"), "httpd"));
    CHECK(test::has(complaint_of_venv("{package: \"a b\"}"), "cannot be 'a b'"));
    CHECK(test::has(complaint_of_venv("{source: x}"), "does not say where it comes from"));
    CHECK(test::has(complaint_of_venv("{source: x, archive: x-1.tar.gz}"),
                    "does not say where it comes from"));
    CHECK(test::has(complaint_of_venv("{source: x, archive: y-1.tar.gz, url: \"https://e/y\"}"),
                    "is not an archive of 'x'"));
    CHECK(test::has(complaint_of_venv("{source: x, requirement: x, options: [\"--a b\"]}"),
                    "without blanks"));
    CHECK(test::has(complaint_of_venv("{source: x, requirement: x, options: [\"--a=$(id)\"]}"),
                    "without blanks"));
    CHECK(test::has(complaint_of_venv("{source: x, archive: x-1.tar.gz, url: \"file:///etc\"}"),
                    "https"));
}

TEST_CASE("the layouts that come with cal-pkg can be read") {
    const auto layout = layout::read_layout(test::source_directory() / "layouts/server.yaml");
    CHECK(layout.venv);
    CHECK_FALSE(layout::read_layout(test::source_directory() / "layouts/clients.yaml").venv);
}
