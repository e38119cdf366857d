#include "documents.hpp"

#include "lib/layout/layout.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace calpkg;
using test::good_layout;
using test::with_line;

namespace {

std::string complaint(const std::string& text) {
    return test::complaint(layout::read_layout, "server.yaml", text);
}

/// Replaces the only place where `from` stands.
std::string with(const std::string& from, const std::string& to) {
    std::string text = good_layout;
    REQUIRE(text.find(from) != std::string::npos);
    REQUIRE(text.find(from) == text.rfind(from));
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

TEST_CASE("a layout is read as it stands") {
    const test::Dir dir;
    const layout::Layout layout = layout::read_layout(dir.write("server.yaml", good_layout));
    CHECK(layout.component == "server");
    CHECK(layout.package == "calamari-server");
    CHECK(layout.spec == "calamari-server.spec");
    CHECK(layout.arch == "target");
    CHECK(layout.scheme == "calamari");
    CHECK(layout.names == std::vector<std::string>{"calamari"});
    CHECK(layout.marks == std::vector<std::string>{"cthulhu", "rest-api"});
    CHECK(layout.variables == std::map<std::string, std::string>{{"web", "root"}});
    REQUIRE(layout.features.size() == 2);
    CHECK(layout.features[0].name == "httpd");
    CHECK(layout.features[0].exists == "salt/srv");
    CHECK(layout.features[0].set.at("web") == "apache");
    CHECK(layout.features[0].at.text() == layout.file.string() + ":11");
    CHECK(layout.features[1].exists.empty());
    REQUIRE(layout.files.size() == 1);
    CHECK(layout.files[0].at.line == 14);
    CHECK(layout.dist.tarball == "calamari-server_{version}.tar.gz");
    CHECK(layout.dist.prefix == "calamari-server-{version}");
    REQUIRE(layout.dist.files.size() == 1);
    CHECK(layout.dist.files[0].source == ".");
}

TEST_CASE("a missing key is reported at the mapping that lacks it") {
    const std::map<int, std::string> lines{
        {1, "component"}, {2, "package"}, {3, "spec"}, {4, "arch"}, {5, "version-scheme"}};
    for (const auto& [line, key] : lines) {
        CAPTURE(key);
        CHECK(complaint(with_line(good_layout, line, "")) ==
              "server.yaml:1: the layout has no '" + key + "'; add '" + key + ": …'");
    }
    CHECK(complaint(with_line(good_layout, 7, ""))
              .starts_with("server.yaml:7: 'checkout' has no 'names'"));
    CHECK(complaint(with_line(good_layout, 8, ""))
              .starts_with("server.yaml:7: 'checkout' has no 'marks'"));
    CHECK(complaint(with_line(good_layout, 16, ""))
              .starts_with("server.yaml:16: 'dist' has no 'tarball'"));
    CHECK(complaint(with_line(good_layout, 17, ""))
              .starts_with("server.yaml:16: 'dist' has no 'prefix'"));
    const std::string without_dist = good_layout.substr(0, good_layout.find("dist:"));
    CHECK(complaint(without_dist).empty()); // there is no source tarball then
    CHECK(complaint(with("files:\n  - {file: conf/a, to: /opt/a}\n", ""))
              .starts_with("server.yaml:1: the layout has no 'files'"));
}

TEST_CASE("an unknown key names its line and what was meant") {
    CHECK(complaint(with_line(good_layout, 2, "pakcage: x")) ==
          "server.yaml:2: unknown key 'pakcage' in the layout; did you mean 'package'?");
    CHECK(complaint(with_line(good_layout, 7, "  name: [calamari]")) ==
          "server.yaml:7: unknown key 'name' in 'checkout'; did you mean 'names'?");
    CHECK(complaint(with("exists:", "exist:")) ==
          "server.yaml:11: unknown key 'exist' in feature 'httpd'; did you mean 'exists'?");
    CHECK(complaint(with_line(good_layout, 17, "  prefx: x")) ==
          "server.yaml:17: unknown key 'prefx' in 'dist'; did you mean 'prefix'?");
    CHECK(complaint(with_line(good_layout, 17, "  surprise: x")) ==
          "server.yaml:17: unknown key 'surprise' in 'dist'; one of: tarball, prefix, files");
}

TEST_CASE("a value of the wrong type names its line") {
    for (const int line : {1, 2, 3, 4, 5, 16, 17}) {
        const std::string key = [&] {
            std::string text = good_layout;
            for (int i = 1; i < line; ++i) text.erase(0, text.find('\n') + 1);
            return text.substr(0, text.find(':'));
        }();
        CAPTURE(key);
        const std::string at = "server.yaml:" + std::to_string(line) + ": ";
        CHECK(complaint(with_line(good_layout, line, key + ": [a]")).starts_with(at));
        CHECK(complaint(with_line(good_layout, line, key + ": {a: b}")).starts_with(at));
        CHECK(complaint(with_line(good_layout, line, key + ":")).starts_with(at));
        CHECK(complaint(with_line(good_layout, line, key + ": ''")).starts_with(at));
    }
    CHECK(complaint(with_line(good_layout, 7, "  names: calamari")) ==
          "server.yaml:7: 'names' takes a list, not 'calamari'");
    CHECK(complaint(with_line(good_layout, 8, "  marks: []")) ==
          "server.yaml:8: 'marks' is an empty list; remove it, or fill it");
    CHECK(complaint(with_line(good_layout, 8, "  marks: [a, {b: c}]")) ==
          "server.yaml:8: 'marks' takes text, not a mapping");
    CHECK(complaint(with_line(good_layout, 8, "  marks: [a, b, a]")) ==
          "server.yaml:8: 'marks' lists 'a' twice; remove one of the two");
    CHECK(complaint(with_line(good_layout, 9, "variables: [web]")) ==
          "server.yaml:9: 'variables' must be a mapping (key: value), not a list");
    CHECK(complaint(with_line(good_layout, 12, "  upstart:")) ==
          "server.yaml:12: feature 'upstart' must be a mapping (key: value), not nothing");
    CHECK(complaint(with_line(good_layout, 14, "  - conf/a")) ==
          "server.yaml:14: an entry must be a mapping (key: value), not 'conf/a'");
    CHECK(complaint(with_line(good_layout, 14, "  a: b")) ==
          "server.yaml:14: 'files' must be a list of at least one entry, not a mapping");
    CHECK(complaint(with("files:\n  - {file: conf/a, to: /opt/a}\n", "files: []\n")) ==
          "server.yaml:13: 'files' must be a list of at least one entry, not an empty one");
    CHECK(complaint("- component: server\n") ==
          "server.yaml:1: the layout must be a mapping (key: value), not a list");
    CHECK(complaint("hello\n") ==
          "server.yaml:1: the layout must be a mapping (key: value), not 'hello'");
}

TEST_CASE("a key given twice is an error at every level") {
    CHECK(complaint(with_line(good_layout, 2, "component: x"))
              .starts_with("server.yaml:2: key 'component'"));
    CHECK(complaint(with_line(good_layout, 8, "  names: [x]"))
              .starts_with("server.yaml:8: key 'names'"));
    CHECK(complaint(with_line(good_layout, 12, "  httpd: {}"))
              .starts_with("server.yaml:12: key 'httpd'"));
}

TEST_CASE("a layout stands in the file of its component") {
    CHECK(complaint(with_line(good_layout, 1, "component: clients")) ==
          "server.yaml:1: the layout of 'clients' is in 'server.yaml'; rename the file to "
          "'clients.yaml'");
}

TEST_CASE("fixed words get a suggestion") {
    CHECK(complaint(with_line(good_layout, 4, "arch: noarhc")) ==
          "server.yaml:4: 'arch' cannot be 'noarhc'; did you mean 'noarch'?");
    CHECK(complaint(with_line(good_layout, 4, "arch: x86_64")) ==
          "server.yaml:4: 'arch' cannot be 'x86_64'; one of: target, noarch");
    CHECK(complaint(with_line(good_layout, 5, "version-scheme: calamri")) ==
          "server.yaml:5: 'version-scheme' cannot be 'calamri'; did you mean 'calamari'?");
}

TEST_CASE("a feature may only set declared variables") {
    CHECK(complaint(with("set: {web: apache}", "set: {wev: apache}")) ==
          "server.yaml:11: unknown key 'wev' in 'set'; did you mean 'web'?");
    CHECK(complaint(with_line(good_layout, 9, "")) ==
          "server.yaml:10: 'set' needs variables, and the layout has none; declare them under "
          "'variables'");
}

TEST_CASE("nothing that a macro or a spec would read differently gets into a layout") {
    for (const char* poison : {"'%(id)'", "'%{lua:x}'", "'a\"b'", "\"a'b\"", "\"a\\nb\"", "'a\\b'",
                               "'$(id)'", "'`id`'", "'a;b'"}) {
        CAPTURE(poison);
        const std::string value(poison);
        CHECK(complaint(with_line(good_layout, 2, "package: " + value))
                  .starts_with("server.yaml:2: "));
        CHECK(
            complaint(with_line(good_layout, 3, "spec: " + value)).starts_with("server.yaml:3: "));
        CHECK(complaint(with("web: root", "web: " + value)).starts_with("server.yaml:9: "));
        CHECK(complaint(with("web: apache", "web: " + value)).starts_with("server.yaml:11: "));
        CHECK(complaint(with_line(good_layout, 12, "  ? " + value + "\n  : {}"))
                  .starts_with("server.yaml:12: a feature cannot have the name"));
        CHECK(complaint(with_line(good_layout, 16, "  tarball: " + value))
                  .starts_with("server.yaml:16: "));
        CHECK(complaint(with_line(good_layout, 17, "  prefix: " + value))
                  .starts_with("server.yaml:17: "));
    }
    CHECK(complaint(with("{web: root}", "{Web: root}"))
              .starts_with("server.yaml:9: 'Web' is not a name"));
    CHECK(
        complaint(with_line(good_layout, 2, "package: -calamari")).starts_with("server.yaml:2: "));
    CHECK(complaint(with_line(good_layout, 3, "spec: ../x.spec")).starts_with("server.yaml:3: "));
    CHECK(complaint(with_line(good_layout, 3, "spec: .spec")).starts_with("server.yaml:3: "));
    CHECK(complaint(with_line(good_layout, 17, "  prefix: a/b")).starts_with("server.yaml:17: "));
    CHECK(complaint(with_line(good_layout, 17, "  prefix: '..'")).starts_with("server.yaml:17: "));
}

TEST_CASE("paths of the checkout stay inside it") {
    for (const char* path : {"/etc", "../x", "a/../b", "a//b", "a/", "./a", ".", "''"}) {
        CAPTURE(path);
        const std::string text(path);
        CHECK(complaint(with_line(good_layout, 8, "  marks: [" + text + "]"))
                  .starts_with("server.yaml:8: "));
        CHECK(complaint(with("salt/srv", text)).starts_with("server.yaml:11: 'exists' cannot be"));
    }
    CHECK(complaint(with_line(good_layout, 7, "  names: [a/b]")).starts_with("server.yaml:7: "));
    CHECK(complaint(with_line(good_layout, 7, "  names: ['..']")).starts_with("server.yaml:7: "));
}

namespace {

/// A component that has no checkout.
const std::string beside = R"(component: server
package: calamari-server
spec: calamari-server.spec
arch: noarch
version: 1.0-1
date: 2026-11-29
settings: {master: host, jobs: number}
files:
  - {file: a.conf, to: /etc/a.conf, when: master}
)";

std::string beside_with(const std::string& from, const std::string& to) {
    std::string text = beside;
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

TEST_CASE("a layout without a checkout tells version, day and settings") {
    const test::Dir dir;
    const layout::Layout layout = layout::read_layout(dir.write("server.yaml", beside));
    CHECK(!layout.has_checkout());
    CHECK(layout.version == "1.0-1");
    CHECK(layout.time == 1795910400); // date -ud 2026-11-29 +%s
    CHECK(layout.files_beside() == dir.path() / "server");
    REQUIRE(layout.settings.size() == 2);
    CHECK(layout.settings[0].name == "master");
    CHECK(layout.settings[0].form == layout::SettingForm::host);
    CHECK(layout.settings[1].form == layout::SettingForm::number);
    CHECK(layout.files[0].when == std::vector<std::string>{"master"});
    CHECK(layout.dist.tarball.empty());
    CHECK(layout::read_layout(dir.write("server.yaml", good_layout)).has_checkout());
}

TEST_CASE("what needs a checkout, or contradicts one, is refused with its line") {
    CHECK(complaint(with("version-scheme: calamari", "version-scheme: calamari\nversion: 1.0-1")) ==
          "server.yaml:6: 'version' cannot be used with 'checkout'; remove it: the checkout's tags "
          "say it");
    CHECK(complaint(beside_with("version: 1.0-1", "version-scheme: calamari"))
              .starts_with("server.yaml:5: 'version-scheme' cannot be used without 'checkout'"));
    CHECK(complaint(beside_with("date: 2026-11-29\n", ""))
              .starts_with("server.yaml:1: the layout has no 'date'"));
    CHECK(complaint(beside_with("2026-11-29", "2026-11-31")).find("there is no 2026-11-31") !=
          std::string::npos);
    CHECK(complaint(beside_with("2026-11-29", "1970-01-01")).find("there is no 1970-01-01") !=
          std::string::npos);
    CHECK(complaint(beside_with("1.0-1", "1.0")).find("'version' cannot be '1.0'") !=
          std::string::npos);
    CHECK(complaint(beside_with("master: host", "master: fqdn")).find("fqdn") != std::string::npos);
    CHECK(complaint(beside_with("file: a.conf", "egg: a")).find("need a 'checkout'") !=
          std::string::npos);
    CHECK(complaint(beside_with("when: master", "files: all")).find("need a 'checkout'") !=
          std::string::npos);
    CHECK(complaint(beside_with("files:\n", "variables: {master: a}\nfiles:\n"))
              .find("'master' is a variable or a feature already") != std::string::npos);
}

TEST_CASE("what is known about web apps is read, and held to its form") {
    const test::Dir dir;
    const std::string known =
        "    - {id: dangling-reference, file: admin/index.html, names: \"*/x.js\", reason: old}\n";
    const std::string section =
        good_layout + "web-apps:\n  served: [/api]\n  expected: [.htaccess]\n  known:\n";
    const layout::WebAppRules rules =
        layout::read_layout(dir.write("server.yaml", section + known)).web_apps;
    CHECK(rules.served == std::vector<std::string>{"/api"});
    CHECK(rules.expected == std::vector<std::string>{".htaccess"});
    REQUIRE(rules.known.size() == 1);
    CHECK(rules.known[0].id == "dangling-reference");
    CHECK(rules.known[0].file == "admin/index.html");
    CHECK(rules.known[0].names == "*/x.js");
    CHECK(rules.known[0].reason == "old");
    CHECK(complaint(section + "    - {id: x, file: a}\n").find("has no 'reason'") !=
          std::string::npos);
    CHECK(complaint(good_layout + "web-apps: {served: [api]}\n").find("'served'") !=
          std::string::npos);
    CHECK(complaint(good_layout + "web-apps: {known: x}\n").find("'known' must be a list") !=
          std::string::npos);
    CHECK(complaint(good_layout + "web-apps: {serve: []}\n").find("did you mean 'served'") !=
          std::string::npos);
}
