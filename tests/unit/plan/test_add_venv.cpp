#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/add_venv.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace calpkg;
using stage::StagedEntry;

namespace {

const std::string kSite = "/opt/calamari/venv/lib/python2.6/site-packages";

/// A checkout with one Python package, the layout that meets it, and a virtualenv with an older one.
struct Fixture {
    test::Dir dir;
    test::Repository repository{dir.path() / "repo"};
    layout::Layout layout;
    plan::Request request;
    std::string python = "2.6"; ///< the target's
    std::vector<std::filesystem::path> packed_whole;
    plan::Plan plan;

    Fixture() {
        repository.write("web/setup.py", "from setuptools import setup\nsetup(name='web', "
                                         "version='0.2', packages=['web'], zip_safe=True)\n");
        repository.write("web/web/__init__.py", "");
        repository.commit("files");
        dir.write("venv/bin/python", "binary", 0755);
        dir.write("venv/lib/python2.6/site-packages/web-0.1-py2.6.egg", "zip");
        layout::Rule egg;
        egg.kind = layout::Rule::Kind::egg;
        egg.source = "web";
        egg.to = "/usr/lib/python2.6/site-packages";
        egg.unless = {"venv"};
        layout::Rule venv;
        venv.kind = layout::Rule::Kind::venv;
        venv.to = "/opt/calamari/venv";
        layout.files = {egg, venv};
        request.venv = dir.path() / "venv";
    }

    std::map<std::string, StagedEntry> add() {
        const checkout::Git git(repository.top());
        plan::Variables variables;
        variables.set("python", "2.6");
        std::set<std::string> features;
        if (!request.venv.empty()) features.insert("venv");
        plan::Resolver resolver(layout, git, variables, features, 1400000000);
        plan = plan::Plan();
        plan.target.python = python;
        plan::add_venvs(layout, request, resolver, plan);
        packed_whole = resolver.packed_whole();
        std::map<std::string, StagedEntry> result;
        for (StagedEntry& made : resolver.finish()) result[made.path] = made;
        return result;
    }

    std::vector<std::string> ids() const {
        std::vector<std::string> ids;
        for (const report::Finding& finding : plan.findings) ids.push_back(finding.id);
        return ids;
    }
};

using Ids = std::vector<std::string>;

} // namespace

TEST_CASE("the checkout's packages take the place of those in a virtualenv, which is noted") {
    Fixture f;
    for (const bool archived : {false, true}) {
        if (archived) {
            REQUIRE(test::run({"tar", "-czf", "venv.tar.gz", "venv"}, f.dir.path()).ok());
            f.request.venv = f.dir.path() / "venv.tar.gz";
        }
        const auto entries = f.add();
        CHECK(entries.contains(kSite + "/web-0.2-py2.6.egg"));
        CHECK(!entries.contains(kSite + "/web-0.1-py2.6.egg"));
        CHECK(entries.at("/opt/calamari/venv/bin/python").mtime ==
              hash::content_time(1400000000, hash::sha256("binary")));
        CHECK(f.ids() == Ids{"taken-over"});
        CHECK(f.plan.findings[0].severity == report::Severity::note);
        CHECK(f.plan.findings[0].message ==
              "the virtualenv's web-0.1-py2.6.egg was replaced by the "
              "checkout's web-0.2-py2.6.egg");
        CHECK(f.plan.venv_top == "/opt/calamari/venv");
        CHECK(f.plan.venv_archive == (archived ? f.request.venv : ""));
        CHECK(f.packed_whole.size() == (archived ? 0 : 1));
    }
}

TEST_CASE("bytecode that does not fit is left out, counted and named") {
    Fixture f;
    f.dir.write("venv/lib/python2.6/site-packages/a.py", "1\n");
    f.dir.write("venv/lib/python2.6/site-packages/a.pyc", "old");
    CHECK(!f.add().contains(kSite + "/a.pyc"));
    CHECK(f.ids() == Ids{"unfit-bytecode", "taken-over"});
    CHECK(f.plan.findings[0].message ==
          "the virtualenv's lib/python2.6/site-packages/a.pyc does not "
          "fit the source beside it and is not packed");
    f.dir.write("venv/lib/python2.6/site-packages/a.pyo", "old");
    f.add();
    CHECK(
        f.plan.findings[0].message ==
        "2 bytecode files of the virtualenv do not fit the source beside them and are not packed, "
        "lib/python2.6/site-packages/a.pyc among them");
}

TEST_CASE("a virtualenv of another Python than the target's is noted") {
    Fixture f;
    f.python = "2.7";
    f.add();
    CHECK(f.ids() == Ids{"taken-over", "other-python"});
    CHECK(f.plan.findings[1].severity == report::Severity::warning);
}

TEST_CASE("a virtualenv is left as it is when its packages are to be kept") {
    Fixture f;
    f.request.keep_venv = true;
    CHECK(f.add().contains(kSite + "/web-0.1-py2.6.egg"));
    CHECK(f.plan.findings.empty());
}

TEST_CASE("one that was made for the package is taken over like any other, without a note") {
    Fixture f;
    f.request.venv_to_make = plan::VenvToMake{};
    CHECK(f.add().contains(kSite + "/web-0.2-py2.6.egg/web/__init__.py"));
    CHECK(f.plan.findings.empty());
}

TEST_CASE("what programs write at run time is the package's, wherever its directory is there") {
    Fixture f;
    f.layout.files[1].ghosts = {"**/twisted/plugins/dropin.cache", "storage/carbon-cache-a.pid",
                                "run/none.pid"};
    f.dir.write("venv/lib/python2.6/site-packages/twisted/plugins/a.py", "");
    f.dir.write("venv/storage/carbon-cache-a.pid", "4711"); // as an installed system has it
    for (const bool archived : {false, true}) {
        if (archived) {
            // Without members for directories.
            REQUIRE(test::run({"sh", "-c", "tar -czf v.tar.gz $(find venv -type f)"}, f.dir.path())
                        .ok());
            f.request.venv = f.dir.path() / "v.tar.gz";
        }
        const auto entries = f.add();
        for (const std::string& path :
             {kSite + "/twisted/plugins/dropin.cache",
              std::string("/opt/calamari/venv/storage/carbon-cache-a.pid")}) {
            CAPTURE(path);
            REQUIRE(entries.contains(path));
            CHECK(entries.at(path).ghost);
            CHECK(entries.at(path).size == 0);
        }
        CHECK(!entries.contains("/opt/calamari/venv/run/none.pid"));
    }
}

TEST_CASE("a virtualenv without calamari's packages gets none, which is noted") {
    Fixture f;
    std::filesystem::remove(f.dir.path() / "venv/lib/python2.6/site-packages/web-0.1-py2.6.egg");
    CHECK(!f.add().contains(kSite + "/web-0.2-py2.6.egg"));
    CHECK(f.ids() == Ids{"no-own-packages"});
}

TEST_CASE("a virtualenv that is yet to be made adds nothing, and is not missed") {
    Fixture f;
    f.request.venv.clear();
    f.request.venv_to_make = plan::VenvToMake{};
    CHECK(f.add().empty());
    CHECK(f.plan.findings.empty());
    CHECK(f.plan.venv_top == "/opt/calamari/venv");
}

TEST_CASE("that no virtualenv is packed is noted") {
    Fixture f;
    f.request.venv.clear();
    CHECK(f.add().empty());
    CHECK(f.ids() == Ids{"no-virtualenv"});
    CHECK(f.plan.findings[0].message.find("eggs in the system's Python") != std::string::npos);
    f.layout.files.erase(f.layout.files.begin());
    f.add();
    CHECK(f.plan.findings[0].message.find("does not run by itself") != std::string::npos);
}
