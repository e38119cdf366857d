#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/resolve.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace calpkg;
using stage::StagedEntry;

namespace {

constexpr std::int64_t kEpoch = 1400000000;

/// A checkout with one package, and the layout that meets it.
struct EggsFixture {
    test::Dir dir;
    test::Repository repository{dir.path() / "repo"};
    layout::Layout layout;
    plan::Variables variables;
    std::set<std::string> features;
    layout::Rule entry;

    explicit EggsFixture(const std::string& keywords = "zip_safe=False") {
        layout.package = "calamari-server";
        variables.set("python", "2.6");
        variables.set("site-packages", "/usr/lib/python2.6/site-packages");
        variables.set("version", "1.2");
        repository.write("web/setup.py",
                         "from setuptools import setup\nsetup(name='web', version='0.1', "
                         "packages=['web'], entry_points={'console_scripts': "
                         "['web-ctl = web.views:main']}, " +
                             keywords + ")\n");
        repository.write("web/web/__init__.py", "");
        repository.write("web/web/views.py", "# lib/python2.7\n");
        repository.commit("files");
        repository.write("web/web/untracked.py", "");
        entry.kind = layout::Rule::Kind::egg;
        entry.source = "web";
        entry.to = "{site-packages}";
        entry.at = {"layout.yaml", 3};
    }

    std::map<std::string, StagedEntry> resolve() const {
        const checkout::Git git(repository.top());
        plan::Resolver resolver(layout, git, variables, features, kEpoch);
        resolver.add({entry}, "/");
        std::map<std::string, StagedEntry> result;
        for (StagedEntry& made : resolver.finish()) result[made.path] = made;
        return result;
    }
};

const std::string kEgg = "/usr/lib/python2.6/site-packages/web-0.1-py2.6.egg";

std::string text_of(const StagedEntry& entry) {
    return std::get<stage::TextSource>(entry.source).text;
}

} // namespace

TEST_CASE("an egg is installed as a directory of what git tracks") {
    const auto entries = EggsFixture().resolve();
    CHECK(entries.at(kEgg).kind == StagedEntry::Kind::directory);
    CHECK(entries.at(kEgg + "/web").kind == StagedEntry::Kind::directory);
    CHECK(entries.at(kEgg + "/web/views.py").mode == 0644);
    CHECK(entries.at(kEgg + "/web/views.py").mtime ==
          hash::content_time(kEpoch, hash::sha256(text_of(entries.at(kEgg + "/web/views.py")))));
    CHECK(entries.at(kEgg + "/web/views.py").size ==
          text_of(entries.at(kEgg + "/web/views.py")).size());
    CHECK(text_of(entries.at(kEgg + "/EGG-INFO/not-zip-safe")) == "\n");
    CHECK(entries.count(kEgg + "/web/untracked.py") == 0);
    CHECK(entries.count("/usr/bin/web-ctl") == 0);
}

TEST_CASE("an egg is a directory, too, when it would work as a zip: packages know one form") {
    const auto entries = EggsFixture("zip_safe=True").resolve();
    CHECK(entries.at(kEgg).kind == StagedEntry::Kind::directory);
    CHECK(text_of(entries.at(kEgg + "/EGG-INFO/zip-safe")) == "\n");
    CHECK(entries.contains(kEgg + "/web/views.py"));
}

TEST_CASE("the version module that upstream's Makefile generates comes from the layout") {
    EggsFixture f;
    f.entry.write["web/version.py"] = "VERSION=\"{version}\"\n";
    const auto entries = f.resolve();
    CHECK(text_of(entries.at(kEgg + "/web/version.py")) == "VERSION=\"1.2\"\n");
    CHECK(text_of(entries.at(kEgg + "/EGG-INFO/SOURCES.txt")).find("web/version.py") !=
          std::string::npos);
}

TEST_CASE("tokens are replaced in modules, and keywords of setup() overridden") {
    EggsFixture f("zip_safe=decide()");
    f.entry.replace["python2.7"] = "python{python}";
    f.entry.setup["zip_safe"] = "False";
    f.entry.setup["version"] = "{version}";
    const auto entries = f.resolve();
    const std::string egg = "/usr/lib/python2.6/site-packages/web-1.2-py2.6.egg";
    CHECK(text_of(entries.at(egg + "/web/views.py")) == "# lib/python2.6\n");
}

TEST_CASE("console scripts are made where the layout wants them, for the target's Python") {
    EggsFixture f;
    f.entry.scripts = "/usr/bin";
    const StagedEntry script = f.resolve().at("/usr/bin/web-ctl");
    CHECK(script.mode == 0755);
    CHECK(text_of(script).starts_with("#!/usr/bin/python2.6\nimport sys\n"));
    CHECK(text_of(script).find("from web.views import main\n") != std::string::npos);
    f.entry.shebang = "/opt/python{python}";
    CHECK(text_of(f.resolve().at("/usr/bin/web-ctl")).starts_with("#!/opt/python2.6\n"));
}

TEST_CASE("a path file lists the eggs that ask for it") {
    EggsFixture f;
    f.entry.path_file = "calamari-server.pth";
    CHECK(text_of(f.resolve().at("/usr/lib/python2.6/site-packages/calamari-server.pth")) ==
          "./web-0.1-py2.6.egg\n");
}

TEST_CASE("bytecode that Python writes beside the modules goes with the package") {
    EggsFixture f;
    f.entry.bytecode_ghosts = true;
    const auto entries = f.resolve();
    CHECK(entries.at(kEgg + "/web/views.pyc").ghost);
    CHECK(entries.at(kEgg + "/web/views.pyo").ghost);
}

TEST_CASE("a package that is not in the checkout is missing, unless it is optional") {
    EggsFixture f;
    f.entry.source = "lite";
    CHECK_THROWS_WITH_AS(f.resolve(), doctest::Contains("lite/setup.py (layout.yaml:3)"),
                         report::Error);
    f.entry.optional = true;
    CHECK(f.resolve().empty());
}
