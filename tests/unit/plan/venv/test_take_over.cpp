#include "lib/plan/venv/take_over.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using stage::StagedEntry;

namespace {

const std::string kTakenSite = "lib/python2.6/site-packages";

/// A virtualenv of texts, and two packages of a checkout.
struct TakeOverFixture {
    plan::Venv venv;
    std::vector<plan::OwnPackage> packages;
    bool has_lite = false;

    TakeOverFixture() {
        venv.top = "/opt/calamari/venv";
        put("bin/python", "binary");
        put(kTakenSite + "/django/views.py", "1");
        put(kTakenSite + "/Django-1.5-py2.6.egg-info/top_level.txt", "django\n");
        packages.push_back(package("web", "calamari_web", {}));
        packages.push_back(
            package("cthulhu", "calamari_cthulhu", {"calamari-ctl", "cthulhu-manager"}));
        packages.push_back({"calamari-lite", [this](const std::string& python) {
                                return has_lite ? std::optional(egg("calamari_lite", python, {}))
                                                : std::nullopt;
                            }});
    }

    plan::OwnPackage package(const std::string& directory, const std::string& name,
                             const std::vector<std::string>& scripts) {
        return {directory, [=](const std::string& python) {
                    return std::optional(egg(name, python, scripts));
                }};
    }

    static egg::BuiltEgg egg(const std::string& name, const std::string& python,
                             const std::vector<std::string>& scripts) {
        const std::string module = name == "calamari_cthulhu" ? "cthulhu" : name;
        egg::BuiltEgg egg;
        egg.name = name + "-0.2-py" + python + ".egg";
        for (const std::string& member :
             {std::string("EGG-INFO/PKG-INFO"), module + "/__init__.py", module + "/deep/er.py"})
            egg.files.push_back({member, "new", 0644});
        for (const std::string& script : scripts)
            egg.console_scripts.push_back({script, module + ".main", "main", ""});
        return egg;
    }

    void put(const std::string& path, const std::string& text) {
        for (std::size_t slash = path.find('/'); slash != std::string::npos;
             slash = path.find('/', slash + 1)) {
            StagedEntry directory;
            directory.kind = StagedEntry::Kind::directory;
            directory.path = venv.top + "/" + path.substr(0, slash);
            venv.entries.emplace(path.substr(0, slash), directory);
        }
        StagedEntry entry;
        entry.path = venv.top + "/" + path;
        entry.size = text.size();
        entry.source = stage::TextSource{text};
        venv.entries[path] = entry;
    }

    plan::TakenOver take_over() {
        StagedEntry pattern;
        pattern.user = "apache";
        pattern.group = "apache";
        pattern.mtime = 1400000000;
        return plan::take_over(venv, packages, pattern);
    }

    bool has(const std::string& path) const { return venv.entries.contains(path); }
    std::string text(const std::string& path) const {
        REQUIRE(has(path));
        return std::get<stage::TextSource>(venv.entries.at(path).source).text;
    }
    /// Every path that begins like that.
    std::vector<std::string> below(const std::string& prefix) const {
        std::vector<std::string> found;
        for (const auto& [path, entry] : venv.entries)
            if (path.starts_with(prefix)) found.push_back(path.substr(prefix.size()));
        return found;
    }
};

} // namespace

TEST_CASE("a virtualenv without calamari's packages stays as it is") {
    TakeOverFixture f;
    const auto before = f.below("");
    const plan::TakenOver taken = f.take_over();
    CHECK(taken.python == "");
    CHECK(taken.added.empty());
    CHECK(f.below("") == before);
}

TEST_CASE("old eggs go with all that is in them, the checkout's come, everything else stays") {
    TakeOverFixture f;
    f.put(kTakenSite + "/calamari_web-0.1-py2.6.egg", "zip");
    f.put(kTakenSite + "/calamari_cthulhu-0.1-py2.6.egg/cthulhu/old.pyc", "stale");
    f.put(kTakenSite + "/calamari_cthulhu-0.1-py2.6.egg/cthulhu/__init__.py", "old");
    const plan::TakenOver taken = f.take_over();
    CHECK(taken.python == "2.6");
    CHECK(taken.removed ==
          std::vector<std::string>{"calamari_cthulhu-0.1-py2.6.egg", "calamari_web-0.1-py2.6.egg"});
    CHECK(taken.added ==
          std::vector<std::string>{"calamari_web-0.2-py2.6.egg", "calamari_cthulhu-0.2-py2.6.egg"});
    CHECK(f.below(kTakenSite + "/calamari") ==
          std::vector<std::string>{
              "_cthulhu-0.2-py2.6.egg", "_cthulhu-0.2-py2.6.egg/EGG-INFO",
              "_cthulhu-0.2-py2.6.egg/EGG-INFO/PKG-INFO", "_cthulhu-0.2-py2.6.egg/cthulhu",
              "_cthulhu-0.2-py2.6.egg/cthulhu/__init__.py", "_cthulhu-0.2-py2.6.egg/cthulhu/deep",
              "_cthulhu-0.2-py2.6.egg/cthulhu/deep/er.py", "_web-0.2-py2.6.egg",
              "_web-0.2-py2.6.egg/EGG-INFO", "_web-0.2-py2.6.egg/EGG-INFO/PKG-INFO",
              "_web-0.2-py2.6.egg/calamari_web", "_web-0.2-py2.6.egg/calamari_web/__init__.py",
              "_web-0.2-py2.6.egg/calamari_web/deep",
              "_web-0.2-py2.6.egg/calamari_web/deep/er.py"});
    CHECK(f.text(kTakenSite + "/django/views.py") == "1");
    const std::string module = kTakenSite + "/calamari_web-0.2-py2.6.egg/calamari_web/__init__.py";
    const StagedEntry& made = f.venv.entries.at(module);
    CHECK(made.path == "/opt/calamari/venv/" + module);
    CHECK(made.user == "apache");
    CHECK(made.mtime == 1400000000);
    CHECK(made.size == f.text(module).size());
    CHECK(made.origin == "web");
}

TEST_CASE("eggs are directories, whatever they take the place of") {
    const std::string web = kTakenSite + "/calamari_web-0.2-py2.6.egg";
    for (const std::string& old : {web, web + "/calamari_web/__init__.py"}) {
        CAPTURE(old);
        TakeOverFixture f;
        f.put(old, "old");
        f.take_over();
        CHECK(f.venv.entries.at(web).kind == StagedEntry::Kind::directory);
        CHECK(f.text(web + "/calamari_web/__init__.py") == "new");
    }
}

TEST_CASE("packages that pip has installed flat go with metadata and bytecode") {
    TakeOverFixture f;
    for (const std::string path :
         {"calamari_web-0.1.dist-info/RECORD", "calamari_web/__init__.py", "calamari_web/a.pyc",
          "calamari_web/__pycache__/a.cpython-26.pyc", "calamari_web_extra/__init__.py",
          "cthulhu/manager/x.py", "older.py", "older.pyc", "__pycache__/older.cpython-26.pyc",
          "__pycache__/olders.cpython-26.pyc"})
        f.put(kTakenSite + "/" + path, "old");
    f.put(kTakenSite + "/calamari_cthulhu-0.1-py2.6.egg-info/top_level.txt",
          "cthulhu\nolder\n../../bin\n");
    const plan::TakenOver taken = f.take_over();
    CHECK(taken.removed.size() == 2);
    for (const char* gone :
         {"calamari_web-0.1.dist-info", "calamari_web", "cthulhu", "older.py", "older.pyc",
          "__pycache__/older.cpython-26.pyc", "calamari_cthulhu-0.1-py2.6.egg-info"}) {
        CAPTURE(gone);
        CHECK_FALSE(f.has(kTakenSite + "/" + gone));
    }
    CHECK(f.below(kTakenSite + "/calamari_web/").empty());
    CHECK(f.has(kTakenSite + "/calamari_web_extra/__init__.py"));
    CHECK(f.has(kTakenSite + "/__pycache__/olders.cpython-26.pyc"));
    CHECK(f.has("bin/python"));
    CHECK(f.text(kTakenSite + "/easy-install.pth") ==
          "./calamari_web-0.2-py2.6.egg\n./calamari_cthulhu-0.2-py2.6.egg\n");
}

TEST_CASE("packages with nothing beside them go, since Python would find them before the egg") {
    TakeOverFixture plain;
    plain.put(kTakenSite + "/calamari_web/__init__.py", "old");
    plain.put(kTakenSite + "/calamari_web/a.pyc", "old");
    CHECK(plain.take_over().removed == std::vector<std::string>{"calamari_web"});
    CHECK(plain.below(kTakenSite + "/calamari_web/").empty());
    CHECK(plain.has(kTakenSite + "/calamari_web-0.2-py2.6.egg/calamari_web/__init__.py"));

    TakeOverFixture beside; // of another one that has metadata, and of an egg
    beside.put(kTakenSite + "/calamari_web/__init__.py", "old");
    beside.put(kTakenSite + "/calamari_web-0.1-py2.6.egg/calamari_web/__init__.py", "old");
    beside.put(kTakenSite + "/calamari_cthulhu-0.1-py2.6.egg-info/top_level.txt", "cthulhu\n");
    beside.put(kTakenSite + "/cthulhu/__init__.py", "old");
    beside.put("share/calamari_web/__init__.py", "elsewhere");
    CHECK(beside.take_over().removed ==
          std::vector<std::string>{"calamari_cthulhu-0.1-py2.6.egg-info", "calamari_web",
                                   "calamari_web-0.1-py2.6.egg"});
    CHECK(beside.below(kTakenSite + "/calamari_web/").empty());
    CHECK(beside.has("share/calamari_web/__init__.py"));
}

TEST_CASE("a development install is replaced by an egg, and its place is on the path no more") {
    TakeOverFixture f;
    f.put(kTakenSite + "/calamari-web.egg-link", "/home/ada/calamari/calamari-web\n.");
    f.put(kTakenSite + "/easy-install.pth", "/home/ada/calamari/calamari-web\n./x.egg\n");
    f.take_over();
    CHECK_FALSE(f.has(kTakenSite + "/calamari-web.egg-link"));
    CHECK(f.text(kTakenSite + "/easy-install.pth") ==
          "./calamari_web-0.2-py2.6.egg\n./calamari_cthulhu-0.2-py2.6.egg\n./x.egg\n");
}

TEST_CASE("version numbers in easy-install.pth follow the eggs") {
    TakeOverFixture f;
    f.put(kTakenSite + "/calamari_web-0.1-py2.6.egg", "zip");
    f.put(kTakenSite + "/easy-install.pth", "./a.egg\n./calamari_web-0.1-py2.6.egg\n./b.egg\n");
    f.take_over();
    CHECK(f.text(kTakenSite + "/easy-install.pth") ==
          "./a.egg\n./calamari_web-0.2-py2.6.egg\n./calamari_cthulhu-0.2-py2.6.egg\n./b.egg\n");
}

TEST_CASE("programs are those of the checkout: new ones come, old ones and only those go") {
    TakeOverFixture f;
    f.put(kTakenSite + "/calamari_cthulhu-0.1-py2.6.egg", "zip");
    f.put("bin/calamari-ctl", "#!/x\n__requires__ = 'calamari-cthulhu==0.1'\n");
    f.put("bin/calamari-old", "#!/x\n__requires__ = 'calamari-cthulhu==0.1'\n");
    f.put("bin/calamari-pip", "#!/x\nfrom cthulhu.old import main\nsys.exit(main())\n");
    f.put("bin/calamari-own", "#!/bin/sh\necho by the administrator\n");
    f.put("bin/calamari-report", "#!/x\nfrom cthulhu import config\nprint(config)\n");
    f.put("bin/carbon-cache.py", "#!/x\nimport carbon\n");
    f.take_over();
    CHECK(f.below("bin/c") == std::vector<std::string>{"alamari-ctl", "alamari-own",
                                                       "alamari-report", "arbon-cache.py",
                                                       "thulhu-manager"});
    CHECK(f.text("bin/calamari-ctl").starts_with("#!/opt/calamari/venv/bin/python\n"));
    CHECK(f.text("bin/calamari-ctl").find("from cthulhu.main import main") != std::string::npos);
    CHECK(f.venv.entries.at("bin/cthulhu-manager").mode == 0755);
}

TEST_CASE("a package that the checkout has not goes, one that only the checkout has comes") {
    TakeOverFixture gone;
    gone.put(kTakenSite + "/calamari_lite-0.1-py2.6.egg", "zip");
    gone.put("bin/calamari-lite",
             "#!/x\nfrom calamari_lite.server import main\nsys.exit(main())\n");
    CHECK(gone.take_over().added.size() == 2);
    CHECK_FALSE(gone.has(kTakenSite + "/calamari_lite-0.1-py2.6.egg"));
    CHECK_FALSE(gone.has("bin/calamari-lite"));

    TakeOverFixture come;
    come.has_lite = true;
    come.put(kTakenSite + "/calamari_web-0.1-py2.6.egg", "zip");
    CHECK(come.take_over().added.size() == 3);
    CHECK(come.has(kTakenSite + "/calamari_lite-0.2-py2.6.egg/calamari_lite/__init__.py"));
}

TEST_CASE("eggs are for the virtualenv's Python, wherever its site-packages is") {
    TakeOverFixture f;
    f.put("lib64/python2.7/site-packages/calamari_web-0.1-py2.7.egg", "zip");
    CHECK(f.take_over().python == "2.7");
    CHECK(f.has("lib64/python2.7/site-packages/calamari_web-0.2-py2.7.egg"));
    CHECK(f.has("lib64/python2.7/site-packages/easy-install.pth"));

    f.put(kTakenSite + "/calamari_web-0.1-py2.6.egg", "zip");
    CHECK_THROWS_WITH_AS(f.take_over(), doctest::Contains("for Python 2.6 and 2.7"), report::Error);
}

TEST_CASE("a hard link to something that is replaced is refused") {
    TakeOverFixture f;
    f.put(kTakenSite + "/calamari_web-0.1-py2.6.egg", "zip");
    StagedEntry link;
    link.kind = StagedEntry::Kind::hardlink;
    link.path = f.venv.top + "/share/same";
    link.link = f.venv.top + "/" + kTakenSite + "/django/views.py";
    f.venv.entries["share/same"] = link;
    f.venv.entries[kTakenSite + "/django/views.py"].source = stage::MemberSource{"views.py"};
    CHECK_NOTHROW(f.take_over());
    f.put(kTakenSite + "/calamari_web-0.1-py2.6.egg", "zip");
    f.venv.entries["share/same"].link =
        f.venv.top + "/" + kTakenSite + "/calamari_web-0.1-py2.6.egg";
    CHECK_THROWS_WITH_AS(f.take_over(), doctest::Contains("which is replaced"), report::Error);
}

TEST_CASE("a hard link to a file that another of the same name replaces is refused") {
    TakeOverFixture f;
    f.put(kTakenSite + "/calamari_cthulhu-0.1-py2.6.egg", "zip");
    f.put("bin/calamari-ctl", "#!/x\n__requires__ = 'calamari-cthulhu==0.1'\n");
    StagedEntry link;
    link.kind = StagedEntry::Kind::hardlink;
    link.path = f.venv.top + "/share/calamari";
    link.link = f.venv.top + "/bin/calamari-ctl";
    f.venv.entries["share/calamari"] = link;
    CHECK_THROWS_WITH_AS(f.take_over(), doctest::Contains("which is replaced"), report::Error);

    TakeOverFixture script; // another name of a program of calamari's is one, too
    script.put(kTakenSite + "/calamari_cthulhu-0.1-py2.6.egg", "zip");
    script.put("bin/calamari-ctl", "#!/x\n__requires__ = 'calamari-cthulhu==0.1'\n");
    script.venv.entries["bin/calamari"] = link;
    script.take_over();
    CHECK(script.below("bin/c") == std::vector<std::string>{"alamari-ctl", "thulhu-manager"});
}

TEST_CASE("a path file that has another name, too, keeps its lines; behind a link it is refused") {
    TakeOverFixture f;
    f.put(kTakenSite + "/calamari_web-0.1-py2.6.egg", "zip");
    f.put("share/all.pth", "./a.egg\n./calamari_web-0.1-py2.6.egg\n");
    StagedEntry link;
    link.kind = StagedEntry::Kind::hardlink;
    link.path = f.venv.top + "/" + kTakenSite + "/easy-install.pth";
    link.link = f.venv.top + "/share/all.pth";
    f.venv.entries[kTakenSite + "/easy-install.pth"] = link;
    f.take_over();
    CHECK(f.text(kTakenSite + "/easy-install.pth") ==
          "./a.egg\n./calamari_web-0.2-py2.6.egg\n./calamari_cthulhu-0.2-py2.6.egg\n");
    CHECK(f.text("share/all.pth").starts_with("./a.egg\n./calamari_web-0.1"));

    link.kind = StagedEntry::Kind::symlink;
    link.link = "../all.pth";
    f.venv.entries[kTakenSite + "/easy-install.pth"] = link;
    CHECK_THROWS_WITH_AS(f.take_over(), doctest::Contains("whose lines would be lost"),
                         report::Error);
}

TEST_CASE("packages behind a link are not passed over in silence") {
    for (const std::string path : {"lib", "lib64", "lib/python2.6", "lib/python2.6/site-packages",
                                   "lib64/python2.6/site-packages"}) {
        CAPTURE(path);
        TakeOverFixture f;
        f.venv.entries.clear();
        StagedEntry link;
        link.kind = StagedEntry::Kind::symlink;
        link.path = f.venv.top + "/" + path;
        link.link = "/srv/packages";
        f.venv.entries[path] = link;
        CHECK_THROWS_WITH_AS(
            f.take_over(),
            doctest::Contains((link.path + ": is a link to '/srv/packages'").c_str()),
            report::Error);
        f.packages.clear();
        CHECK(f.take_over().python.empty());
    }
    // A second way to what is there hides nothing.
    for (const bool calamari : {false, true}) {
        TakeOverFixture f;
        if (calamari) f.put(kTakenSite + "/calamari_web-0.1-py2.6.egg", "zip");
        StagedEntry link;
        link.kind = StagedEntry::Kind::symlink;
        link.link = "lib";
        f.venv.entries["lib64"] = link;
        CHECK(f.take_over().python == (calamari ? "2.6" : ""));
    }
}
