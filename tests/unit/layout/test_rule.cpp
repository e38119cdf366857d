#include "documents.hpp"

#include "lib/layout/layout.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using layout::Rule;
using test::good_layout;
using test::with_line;

namespace {

constexpr int package_line = 14;
constexpr int tarball_line = 19;

/// What is said against one entry of `files`, without its position, which is checked here.
std::string complaint_of_rule(const std::string& entry, int line = package_line) {
    const std::string message = test::complaint(layout::read_layout, "server.yaml",
                                                with_line(good_layout, line, "    - " + entry));
    if (message.empty()) return message;
    const std::string at = "server.yaml:" + std::to_string(line) + ": ";
    CHECK(message.starts_with(at));
    return message.substr(at.size());
}

Rule read_rule(const std::string& entry) {
    const test::Dir dir;
    const std::string text = with_line(good_layout, package_line, "  - " + entry);
    return layout::read_layout(dir.write("server.yaml", text)).files.at(0);
}

} // namespace

TEST_CASE("an entry that says little gets the defaults") {
    const Rule entry = read_rule("{file: conf/a, to: /etc/a}");
    CHECK(entry.kind == Rule::Kind::file);
    CHECK(entry.source == "conf/a");
    CHECK(entry.to == "/etc/a");
    CHECK_FALSE(entry.mode);
    CHECK(entry.user == "root");
    CHECK(entry.group == "root");
    CHECK(entry.files == layout::Files::tracked);
    CHECK(entry.own_root);
    CHECK_FALSE(entry.config);
    CHECK_FALSE(entry.optional);
}

TEST_CASE("a file may name others that do in its place") {
    CHECK(read_rule("{file: a, or: [b/c, '{d}/e'], to: /x}").others ==
          std::vector<std::string>{"b/c", "{d}/e"});
    CHECK(complaint_of_rule("{tree: a, or: [b], to: /x}")
              .starts_with("'or' cannot be used with 'tree'"));
    CHECK(complaint_of_rule("{file: a, or: [../b], to: /x}").starts_with("'or' cannot "));
}

TEST_CASE("every key of a tree arrives") {
    const Rule entry = read_rule(
        "{tree: salt/srv, to: /opt/salt, mode: '0640', dir-mode: '0750', owner: 'root:{web}', "
        "config: true, doc: true, license: true, optional: true, own-root: false, files: all, "
        "exclude: ['*.pyc', b], include: ['**/*.py'], modes: {'*.sh': '0755', '*': '04711'}, "
        "when: httpd, unless: [upstart, httpd], when-missing: salt/x, shebang: /usr/bin/python, "
        "prepend: \"a\\n\", replace: {'@X@': ''}, bytecode-ghosts: true, web-app: true, "
        "remedy: run it}");
    CHECK(entry.kind == Rule::Kind::tree);
    CHECK(entry.mode == 0640U);
    CHECK(entry.dir_mode == 0750U);
    CHECK(entry.user == "root");
    CHECK(entry.group == "{web}");
    CHECK(entry.config);
    CHECK(entry.doc);
    CHECK(entry.license);
    CHECK(entry.optional);
    CHECK_FALSE(entry.own_root);
    CHECK(entry.files == layout::Files::all);
    CHECK(entry.exclude == std::vector<std::string>{"*.pyc", "b"});
    CHECK(entry.include == std::vector<std::string>{"**/*.py"});
    REQUIRE(entry.modes.size() == 2);
    CHECK(entry.modes[0].glob == "*.sh");
    CHECK(entry.modes[0].mode == 0755);
    CHECK(entry.modes[1].mode == 04711);
    CHECK(entry.when == std::vector<std::string>{"httpd"});
    CHECK(entry.unless == std::vector<std::string>{"upstart", "httpd"});
    CHECK(entry.when_missing == "salt/x");
    CHECK(entry.shebang == "/usr/bin/python");
    CHECK(entry.prepend == "a\n");
    CHECK(entry.replace == std::map<std::string, std::string>{{"@X@", ""}});
    CHECK(entry.bytecode_ghosts);
    CHECK(entry.web_app);
    CHECK(entry.remedy == "run it");
}

TEST_CASE("directories, links, texts and the virtualenv are named by their destination") {
    const Rule dir = read_rule("{dir: /var/log/calamari, mode: '0700'}");
    CHECK(dir.kind == Rule::Kind::dir);
    CHECK(dir.to == "/var/log/calamari");
    CHECK(dir.mode == 0700U);
    const Rule link = read_rule("{link: /usr/bin/x, target: ../../opt/x}");
    CHECK(link.kind == Rule::Kind::link);
    CHECK(link.to == "/usr/bin/x");
    CHECK(link.source == "../../opt/x");
    const Rule text = read_rule("{text: /etc/x, content: \"{version}\\n\"}");
    CHECK(text.kind == Rule::Kind::text);
    CHECK(text.source == "{version}\n");
    CHECK(read_rule("{text: /etc/x, content: ''}").source.empty());
    CHECK(read_rule("{venv: /opt/calamari/venv}").kind == Rule::Kind::venv);
}

TEST_CASE("every key of an egg arrives") {
    const Rule egg = read_rule(
        "{egg: rest-api, to: '{site-packages}', scripts: /usr/bin, path-file: calamari.pth, write: "
        "{calamari_rest/version.py: \"VERSION = 1\\n\"}, setup: {version: '1.2', zip_safe: "
        "'False'}, "
        "replace: {a: b}, shebang: '/usr/bin/python{python}', bytecode-ghosts: true, optional: "
        "true}");
    CHECK(egg.kind == Rule::Kind::egg);
    CHECK(egg.source == "rest-api");
    CHECK(egg.to == "{site-packages}");
    CHECK(egg.scripts == "/usr/bin");
    CHECK(egg.path_file == "calamari.pth");
    CHECK(egg.write.at("calamari_rest/version.py") == "VERSION = 1\n");
    CHECK(egg.setup.at("zip_safe") == "False");
    CHECK(egg.replace.at("a") == "b");
    CHECK(egg.shebang == "/usr/bin/python{python}");
    CHECK(egg.bytecode_ghosts);
    CHECK(egg.optional);
}

TEST_CASE("keys of an egg are checked, and go with no other kind") {
    CHECK(complaint_of_rule("{file: a, to: /x, scripts: /usr/bin}")
              .starts_with("'scripts' cannot be used with"));
    CHECK(
        complaint_of_rule("{egg: a, to: /x, path-file: x.txt}")
            .starts_with("'path-file' cannot be 'x.txt'; it takes a file name that ends in .pth"));
    CHECK(complaint_of_rule("{egg: a, to: /x, path-file: ../x.pth}")
              .starts_with("'path-file' cannot be"));
    CHECK(complaint_of_rule("{egg: a, to: /x, write: {../b: c}}")
              .starts_with("'../b' is not a name for"));
    CHECK(complaint_of_rule("{egg: a, to: /x, setup: {1x: c}}")
              .starts_with("'1x' is not a name for"));
    CHECK(complaint_of_rule("{egg: a, to: x}", tarball_line)
              .starts_with("'egg' is not allowed in a source tarball"));
}

TEST_CASE("an entry has exactly one kind") {
    CHECK(complaint_of_rule("{to: /etc/x}") ==
          "the entry does not say what it is; add one of: file, tree, "
          "dir, link, text, venv, egg");
    CHECK(complaint_of_rule("{file: a, tree: b, to: /x}") ==
          "an entry cannot be both 'file' and 'tree'; make two entries of it");
    CHECK(complaint_of_rule("{fiel: a, to: /x}") ==
          "unknown key 'fiel' in an entry; did you mean 'file'?");
    CHECK(complaint_of_rule("{}").starts_with("the entry does not say what it is"));
}

TEST_CASE("an unknown key of an entry names what was meant") {
    CHECK(complaint_of_rule("{file: a, to: /x, moed: '0644'}") ==
          "unknown key 'moed' in an entry; did you mean 'mode'?");
    CHECK(complaint_of_rule("{file: a, to: /x, when_missing: b}") ==
          "unknown key 'when_missing' in an entry; did you mean 'when-missing'?");
}

TEST_CASE("a key that goes with other kinds only is refused") {
    const char* pairs[][2] = {
        {"{file: a, to: /x, target: b}", "'target' cannot be used with 'file'"},
        {"{file: a, to: /x, exclude: [b]}", "'exclude' cannot be used with 'file'"},
        {"{file: a, to: /x, web-app: true}", "'web-app' cannot be used with 'file'"},
        {"{tree: a, to: /x, content: b}", "'content' cannot be used with 'tree'"},
        {"{dir: /x, to: /y}", "'to' cannot be used with 'dir'"},
        {"{dir: /x, config: true}", "'config' cannot be used with 'dir'"},
        {"{dir: /x, dir-mode: '0755'}", "'dir-mode' cannot be used with 'dir'"},
        {"{link: /x, target: y, mode: '0777'}", "'mode' cannot be used with 'link'"},
        {"{text: /x, content: y, optional: true}", "'optional' cannot be used with 'text'"},
        {"{venv: /x, mode: '0755'}", "'mode' cannot be used with 'venv'"},
    };
    for (const auto& [entry, message] : pairs) {
        CAPTURE(entry);
        CHECK(complaint_of_rule(entry).starts_with(message));
    }
}

TEST_CASE("what a kind needs must be there") {
    CHECK(complaint_of_rule("{file: a}") == "an entry has no 'to'; add 'to: …'");
    CHECK(complaint_of_rule("{tree: a}") == "an entry has no 'to'; add 'to: …'");
    CHECK(complaint_of_rule("{link: /x}") == "an entry has no 'target'; add 'target: …'");
    CHECK(complaint_of_rule("{text: /x}") == "an entry has no 'content'; add 'content: …'");
}

TEST_CASE("a mode is octal and in quotes") {
    const std::string remedy = "; write it in octal and in quotes, like \"0644\"";
    CHECK(complaint_of_rule("{file: a, to: /x, mode: 0644}") ==
          "'mode' has the mode 0644 without quotes" + remedy);
    CHECK(complaint_of_rule("{file: a, to: /x, mode: 420}") ==
          "'mode' has the mode 420 without quotes" + remedy);
    for (const char* mode : {"644", "0888", "0o644", "rw-r--r--", "", "017777", "0-64"}) {
        CAPTURE(mode);
        const std::string text(mode);
        const std::string expected = "cannot be '" + text + "'" + remedy;
        CHECK(complaint_of_rule("{file: a, to: /x, mode: '" + text + "'}") == "'mode' " + expected);
        CHECK(complaint_of_rule("{tree: a, to: /x, dir-mode: '" + text + "'}") ==
              "'dir-mode' " + expected);
        CHECK(complaint_of_rule("{tree: a, to: /x, modes: {b: '" + text + "'}}") ==
              "'b' " + expected);
    }
    CHECK(complaint_of_rule("{file: a, to: /x, mode: [1]}") == "'mode' takes text, not a list");
    CHECK(complaint_of_rule("{tree: a, to: /x, modes: {/b: '0644'}}")
              .starts_with("'modes' cannot have the pattern"));
}

TEST_CASE("an owner is a user and a group") {
    for (const char* owner : {"root", "root:", ":root", "a:b:c", "a b:c", "%x:c", "a:$c", "{web:a",
                              "a:{Web}", "a:b}", "a:}b}"}) {
        CAPTURE(owner);
        CHECK(complaint_of_rule("{dir: /x, owner: '" + std::string(owner) + "'}") ==
              "'owner' cannot be '" + std::string(owner) +
                  "'; it takes user:group, both names or {references}");
    }
    CHECK(complaint_of_rule("{dir: /x, owner: [a, b]}") == "'owner' takes text, not a list");
}

TEST_CASE("true and false are the only flags") {
    for (const char* flag : {"yes", "True", "1", "'true'", "", "[true]"}) {
        CAPTURE(flag);
        CHECK(complaint_of_rule("{file: a, to: /x, config: " + std::string(flag) + "}")
                  .starts_with("'config' takes true or false, not "));
    }
    CHECK_FALSE(read_rule("{file: a, to: /x, config: false}").config);
}

TEST_CASE("a destination in the package is absolute and normal") {
    for (const char* to : {"etc/x", "/etc//x", "/etc/../x", "/etc/./x", "/etc/x/", "/", ".", "",
                           "/etc/{we b}/x", "/etc/{web", "{web}x/../y", "/etc/..", "\\x01/x"}) {
        CAPTURE(to);
        CHECK(complaint_of_rule("{file: a, to: \"" + std::string(to) + "\"}")
                  .starts_with("'to' cannot be '"));
        CHECK(complaint_of_rule("{dir: \"" + std::string(to) + "\"}")
                  .starts_with("'dir' cannot be '"));
    }
    CHECK(read_rule("{file: a, to: '{site}/x'}").to == "{site}/x");
    CHECK(read_rule("{file: a, to: '/a b/{site}x/ü'}").to == "/a b/{site}x/ü");
}

TEST_CASE("a source stays inside the checkout") {
    for (const char* source : {"/etc/x", "../x", "a/../../x", "a//b", "a/", "./a"}) {
        CAPTURE(source);
        CHECK(complaint_of_rule("{file: " + std::string(source) + ", to: /x}")
                  .starts_with("'file' cannot be '"));
        CHECK(complaint_of_rule("{tree: " + std::string(source) + ", to: /x}")
                  .starts_with("'tree' cannot be '"));
        CHECK(complaint_of_rule("{file: a, to: /x, when-missing: " + std::string(source) + "}")
                  .starts_with("'when-missing' cannot be '"));
    }
    CHECK(complaint_of_rule("{file: ., to: /x}").starts_with("'file' cannot be '.'"));
    CHECK(read_rule("{tree: ., to: /x}").source == ".");
    CHECK(complaint_of_rule("{tree: a, to: /x, exclude: [/b]}")
              .starts_with("'exclude' cannot be '/b'"));
}

TEST_CASE("conditions name declared features") {
    CHECK(complaint_of_rule("{dir: /x, when: htpd}") ==
          "'when' cannot be 'htpd'; did you mean 'httpd'?");
    CHECK(complaint_of_rule("{dir: /x, unless: systemd}") ==
          "'unless' cannot be 'systemd'; one of: httpd, upstart");
    std::string without = with_line(good_layout, 14, "  - {dir: /x, when: httpd}");
    without = with_line(with_line(with_line(without, 12, ""), 11, ""), 10, "");
    CHECK(test::complaint(layout::read_layout, "server.yaml", without) ==
          "server.yaml:11: 'when' needs a feature, and the layout has none; declare it under "
          "'features'");
}

TEST_CASE("edits are checked too") {
    CHECK(complaint_of_rule("{file: a, to: /x, shebang: python}")
              .starts_with("'shebang' cannot be 'python'"));
    CHECK(complaint_of_rule("{file: a, to: /x, replace: {'': b}}")
              .starts_with("'' is not a name for 'replace'"));
    CHECK(complaint_of_rule("{file: a, to: /x, replace: [b]}")
              .starts_with("'replace' must be a mapping"));
    CHECK(complaint_of_rule("{file: a, to: /x, files: tracket}") ==
          "'files' cannot be 'tracket'; did you mean 'tracked'?");
    CHECK(complaint_of_rule("{file: a, to: /x, remedy: \"a\\nb\"}")
              .starts_with("'remedy' cannot be 'a\\x0ab'"));
}

TEST_CASE("an entry of the source tarball has a relative destination and no owner") {
    CHECK(complaint_of_rule("{file: a, to: /x}", tarball_line).starts_with("'to' cannot be '/x'"));
    CHECK(complaint_of_rule("{file: a, to: ../x}", tarball_line)
              .starts_with("'to' cannot be '../x'"));
    CHECK(complaint_of_rule("{file: a, to: .}", tarball_line) == "'file' needs a name, not '.'");
    CHECK(complaint_of_rule("{file: a, to: x, owner: 'a:b'}", tarball_line)
              .starts_with(
                  "'owner' cannot be used with 'file' in a source tarball; use only: file, to"));
    CHECK(complaint_of_rule("{venv: x}", tarball_line) ==
          "'venv' is not allowed in a source tarball; one of: file, tree, dir, link, text");
    CHECK(
        complaint_of_rule("{file: a/b, to: c/d, when: httpd, mode: '0755'}", tarball_line).empty());
}

TEST_CASE("entries may share keys by an anchor, and errors point at the shared line") {
    const std::string first = "  - &base {file: a, to: /a, mode: '0640'}\n  - {<<: *base, to: /b}";
    const test::Dir dir;
    const layout::Layout layout =
        layout::read_layout(dir.write("server.yaml", with_line(good_layout, 14, first)));
    REQUIRE(layout.files.size() == 2);
    CHECK(layout.files[1].to == "/b");
    CHECK(layout.files[1].mode == 0640U);
}
