#include "support/interpreters.hpp"
#include "support/zip_fixture.hpp"

#include "lib/egg/check/check.hpp"
#include "lib/fs/file.hpp"
#include "lib/python/compiler.hpp"
#include "lib/python/staleness.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <unistd.h>

using namespace calpkg;
using test::egg_info;
using test::kNoon;
using test::make_zip;
using test::ZipMember;

namespace {

const std::string kSource = "import os\nROOT = os.path.join('/opt', 'calamari')\n";

/// Bytecode with the names and texts of `source`, which is all that a check without Python looks
/// at.
std::string like_bytecode(const std::string& source, std::uint32_t mtime = kNoon) {
    return test::bytecode_header("2.7", mtime) + source;
}

std::vector<ZipMember> with(std::vector<ZipMember> members, const std::vector<ZipMember>& more) {
    members.insert(members.end(), more.begin(), more.end());
    return members;
}

/// "severity id" of every finding, sorted as found.
std::string found(const egg::Egg& egg, const std::string& python = {}) {
    std::string text;
    for (const report::Finding& finding : egg::check(egg, python).findings)
        text += (text.empty() ? "" : ", ") + std::string(report::to_string(finding.severity)) +
                " " + finding.id;
    return text;
}

std::string found(const std::vector<ZipMember>& members,
                  const std::string& name = "calamari_web-0.1.egg") {
    return found(*egg::Egg::open_bytes(make_zip(members), name));
}

std::vector<ZipMember> egg_with(const std::string& source, const std::string& bytecode) {
    return with(egg_info(), {{"calamari_web/a.py", source}, {"calamari_web/a.pyc", bytecode}});
}

} // namespace

TEST_CASE("a sound egg is clean; that its bytecode depends on the zone is a note") {
    const std::string ids = found(egg_with(kSource, like_bytecode(kSource)));
    CHECK(ids == "note time-zone-dependent");
    CHECK(egg::check(*egg::Egg::open_bytes(make_zip(egg_with(kSource, like_bytecode(kSource))),
                                           "calamari_web-0.1.egg"))
              .clean());
    CHECK(found(with(egg_info(), {{"calamari_web/a.py", kSource}})) == "");
}

TEST_CASE(
    "old bytecode that runs in place of an edited source is an error, whatever its time says") {
    const std::string edited = "import os\nROOT = os.path.join('/srv', 'calamari')\n";
    CHECK(found(egg_with(edited, like_bytecode(kSource))) ==
          "error stale-bytecode, warning time-zone-dependent");
    const auto egg =
        egg::Egg::open_bytes(make_zip(egg_with(edited, like_bytecode(kSource))), "x-0.1.egg");
    const auto findings = egg::check_bytecode(*egg, egg::judge_modules(*egg), "2.7");
    CHECK(findings[0].message ==
          "is run in place of calamari_web/a.py by Python 2.7 (where local time is UTC+00:00): "
          "line 2 has '/srv', which the bytecode lacks");
}

TEST_CASE("old bytecode that nothing runs is a note") {
    CHECK(found(egg_with(kSource, like_bytecode(kSource, kNoon + 100))) == "note stale-bytecode");
}

TEST_CASE("bytecode without a source for the egg's Python is not a finding; for another it is") {
    const std::vector<ZipMember> members =
        with(egg_info(), {{"calamari_web/a.pyc", like_bytecode(kSource)}});
    CHECK(found(members, "calamari_web-0.1-py2.7.egg") == "");
    CHECK(found(members, "calamari_web-0.1-py2.6.egg") == "error unusable-bytecode");
}

TEST_CASE("a directory egg's bytecode is held against the file's time") {
    egg::Member source, bytecode;
    source.name = "a.py";
    source.mtime = kNoon;
    bytecode.name = "a.pyc";
    const auto directory = [&](const std::string& code) {
        return egg::Egg::open_files({{source, "b = '/srv'\n"}, {bytecode, code}}, "x-1.egg");
    };
    CHECK(found(*directory(like_bytecode("'/opt'"))) ==
          "warning missing-egg-info, error stale-bytecode");
    CHECK(found(*directory(like_bytecode("'/opt'", kNoon + 1))) ==
          "warning missing-egg-info, note stale-bytecode");
    CHECK(found(*directory(like_bytecode("'/srv'"))) == "warning missing-egg-info");
}

TEST_CASE("bytecode that cannot come from the source is told by names, sizes and hashes") {
    const auto stale = [](const std::string& source, const std::string& bytecode) {
        return python::staleness(source, bytecode, python::read_bytecode_header(bytecode));
    };
    CHECK(stale("abc = 1\n", like_bytecode("xyz")) == "line 1 has 'abc', which the bytecode lacks");
    CHECK(stale("'a comment'\nabc = 1\nprint abc\n", like_bytecode("abc")) == "");
    CHECK(stale("if 0:\n    abc = 1\n", like_bytecode("xyz")) == "");
    CHECK(stale("abc = '\\x41\\x42'\n", like_bytecode("abc")) == "");
    CHECK(stale("abc", test::bytecode_header("3.8", kNoon, 3) + "x") == "");
    CHECK(stale("abcd", test::bytecode_header("3.8", kNoon, 3) + "x") ==
          "its source had 3 bytes, this one has 4");
    CHECK(stale("abc", "no bytecode") == "");
}

TEST_CASE("sources and bytecode that a real Python 2 made agree, and differ after an edit") {
    const test::Dir dir;
    const std::string source =
        "'''Doc.'''\nfrom __future__ import with_statement\nimport os.path as p\n"
        "class Thing(object):\n    '''More.'''\n    __secret = {u'key': \"it's\" 'joined'}\n"
        "    def method(self, word, *rest, **more):\n        global counter\n"
        "        counter = lambda number: [each for each in rest if number]\n"
        "        print >>more, 'printed'\n        return word % (None, True)\n"
        "try:\n    raise ValueError('boom')\nexcept (ValueError, KeyError), failure:\n"
        "    exec 'pass' in {}\n    assert failure\n";
    bool asked = false;
    for (const auto& interpreter : test::interpreters()) {
        if (interpreter.version[0] != '2') continue;
        dir.write("m.py", source);
        REQUIRE(interpreter.run({"-m", "py_compile", (dir.path() / "m.py").string()}).ok());
        const std::string code = test::run({"cat", (dir.path() / "m.pyc").string()}).out;
        const auto header = python::read_bytecode_header(code);
        CHECK(header.python->version == interpreter.version);
        CHECK(python::staleness(source, code, header) == "");
        std::string edited = source;
        edited.replace(edited.find("printed"), 7, "written");
        CHECK(python::staleness(edited, code, header) ==
              "line 10 has 'written', which the bytecode lacks");
        asked = true;
    }
    if (!asked) MESSAGE("no Python 2 is installed: real bytecode was not looked at");
}

TEST_CASE("EGG-INFO that is missing or contradicts itself is a warning") {
    const ZipMember module{"calamari_web/a.py", ""};
    const std::string contradiction = "warning contradictory-egg-info";
    CHECK(found({module}) == "warning missing-egg-info");
    CHECK(found(with(egg_info("other"), {module})) == contradiction);
    CHECK(found(with(egg_info("calamari-web", "0.2"), {module})) == contradiction);
    CHECK(found(with(egg_info("Calamari.Web"), {module})) == "");
    CHECK(found(with(egg_info("calamari-web", "0.1", "nowhere"), {module})) == contradiction);
    CHECK(found(with(egg_info(), {module, {"EGG-INFO/not-zip-safe", "\n"}})) == contradiction);
    CHECK(found({module, {"EGG-INFO/PKG-INFO", "Metadata-Version: 1.0\n\nName: calamari-web\n"}}) ==
          "warning missing-egg-info, warning missing-egg-info");
}

TEST_CASE("settings are checked without any Python for an egg of none") {
    CHECK(found(with(egg_info(), {{"calamari_web/settings.py", "TEMPLATE_DIRS = ('a')\n"}})) ==
          "error template-dirs-not-tuple");
    CHECK(found(with(egg_info(), {{"calamari_web/settings.py", "A = (\n"}}),
                "calamari_web-0.1-py2.5.egg") == "error unbalanced-bracket");
}

TEST_CASE("a Python that is not there, or is another one, is not asked") {
    CHECK_FALSE(python::Compiler("2.5").compile({{"a.py", "a = 1\n"}}));
    const test::Dir dir;
    dir.write("bin/python2.6",
              "#!/bin/sh\necho 'pyenv: python2.6: command not found' >&2\nexit 127\n", 0755);
    dir.write("bin/python2.5", "#!/bin/sh\necho 2.7; echo done\n", 0755);
    const std::string path = std::getenv("PATH");
    setenv("PATH", ((dir.path() / "bin").string() + ":" + path).c_str(), 1);
    CHECK_FALSE(python::Compiler("2.6").compile({{"a.py", "a = 1\n"}}));
    CHECK_FALSE(python::Compiler("2.5").compile({{"a.py", "a = 1\n"}}));
    setenv("PATH", path.c_str(), 1);
}

TEST_CASE("a Python is started once, ahead of time if wanted, and again for other sources") {
    const test::Dir dir;
    const std::filesystem::path log = dir.path() / "log";
    dir.write("bin/python2.5",
              "#!/bin/sh\necho started >>" + log.string() +
                  "\necho 2.5; wc -c | sed 's/^/0 /; s/$/ bytes/'; echo done\n",
              0755);
    const std::string path = std::getenv("PATH");
    setenv("PATH", ((dir.path() / "bin").string() + ":" + path).c_str(), 1);
    python::Compiler compiler("2.5");
    compiler.start();
    while (!std::filesystem::exists(log)) usleep(1000); // it does not wait for the sources
    const auto rejections = compiler.compile({{"a.py", "a = 1\n"}});
    REQUIRE(rejections);
    CHECK(rejections->at(0).line == std::string("zipped 7\na = 1\n\n").size());
    CHECK(fs::read_file(log) == "started\n");
    CHECK(compiler.compile({{"a.py", std::string(1 << 20, '#')}})->at(0).line > 1 << 20);
    CHECK(fs::read_file(log) == "started\nstarted\n");
    setenv("PATH", path.c_str(), 1);
}

TEST_CASE("the compiler of the egg's Python has the last word, and runs nothing") {
    const test::Dir dir;
    const std::string marker = (dir.path() / "marker").string();
    const std::string path = std::getenv("PATH");
    for (const auto& interpreter : test::interpreters()) {
        CAPTURE(interpreter.version);
        // pythonX.Y on PATH shall be this one, even where pyenv keeps it behind a setting.
        setenv("PATH", path.c_str(), 1);
        const auto real = interpreter.run({"-c", "import sys; sys.stdout.write(sys.executable)"});
        dir.write("bin/python" + interpreter.version, "#!/bin/sh\nexec " + real.out + " \"$@\"\n",
                  0755);
        setenv("PATH", ((dir.path() / "bin").string() + ":" + path).c_str(), 1);
        const auto rejections = python::Compiler(interpreter.version)
                                    .compile({{"good.py", "a = 1\r\nif a:\r\n    a = 2"},
                                              {"bad.py", "a = 1\nb = (2,\n"},
                                              {"runs.py", "open('" + marker + "', 'w')\n"},
                                              {"nul.py", std::string("a = '\0'\n", 8)}});
        REQUIRE(rejections);
        REQUIRE(rejections->size() >= 1);
        CHECK((*rejections)[0].name == "bad.py");
        CHECK((*rejections)[0].message.find("Error: ") != std::string::npos);
        for (const python::Rejection& rejection : *rejections)
            CHECK((rejection.name == "bad.py" || rejection.name == "nul.py"));
        CHECK_FALSE(std::filesystem::exists(marker));

        const auto members = with(egg_info(), {{"calamari_web/settings.py", "A = (\n"}});
        const std::string name = "calamari_web-0.1-py" + interpreter.version + ".egg";
        CHECK(found(members, name) == "error unbalanced-bracket, error python-rejects");
        CHECK(egg::check(*egg::Egg::open_bytes(make_zip(members), name)).compiler ==
              interpreter.version);
    }
    setenv("PATH", path.c_str(), 1);
}
