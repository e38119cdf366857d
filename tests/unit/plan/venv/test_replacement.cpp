#include "lib/plan/venv/replacement.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using stage::StagedEntry;

namespace {

const std::string kReplacedSite = "lib/python2.6/site-packages";

/// A virtualenv with one old distribution, and the egg that comes for it.
struct ReplacementFixture {
    plan::Venv venv;
    plan::OwnPackage package{"web", {}};
    StagedEntry pattern;

    ReplacementFixture() {
        venv.top = "/v";
        put("bin/python", "binary");
        put(kReplacedSite + "/web-0.1-py2.6.egg", "old");
        put(kReplacedSite + "/other-1.0-py2.6.egg", "other");
        put(kReplacedSite + "/easy-install.pth", "./web-0.1-py2.6.egg\n./other-1.0-py2.6.egg\n");
        pattern.user = "apache";
        pattern.mtime = 1400000000;
    }

    void put(const std::string& path, const std::string& text) {
        StagedEntry entry;
        entry.path = venv.top + "/" + path;
        entry.size = text.size();
        entry.source = stage::TextSource{text};
        venv.entries[path] = entry;
    }

    void run() {
        egg::BuiltEgg egg;
        egg.name = "web-0.2-py2.6.egg";
        egg.files = {{"web/__init__.py", "", 0644}};
        egg.console_scripts = {{"web-ctl", "web", "main", ""}};
        const plan::OldDistribution old{plan::installed_as("web-0.1-py2.6.egg").value(),
                                        kReplacedSite};
        plan::Replacement(venv, pattern, {old}, {{&package, egg}}, {"web"}).run("2.6");
    }

    std::string text(const std::string& path) const {
        return std::get<stage::TextSource>(venv.entries.at(path).source).text;
    }
};

} // namespace

TEST_CASE("the old distribution goes, the new one comes, and nothing else changes") {
    ReplacementFixture f;
    // As setuptools writes it, once where programs are looked for and once below.
    const std::string script =
        "#!/v/bin/python\n# EASY-INSTALL-ENTRY-SCRIPT: 'web==0.1','console_scripts','old'\n";
    f.put("bin/old", script);
    f.put("bin/kept/old", script);
    f.run();
    CHECK(!f.venv.entries.contains("bin/old"));
    CHECK(f.venv.entries.contains("bin/kept/old"));
    CHECK(!f.venv.entries.contains(kReplacedSite + "/web-0.1-py2.6.egg"));
    CHECK(f.text(kReplacedSite + "/other-1.0-py2.6.egg") == "other");
    CHECK(f.text("bin/python") == "binary");
    CHECK(f.text(kReplacedSite + "/easy-install.pth") ==
          "./web-0.2-py2.6.egg\n./other-1.0-py2.6.egg\n");
    const StagedEntry& egg =
        f.venv.entries.at(kReplacedSite + "/web-0.2-py2.6.egg/web/__init__.py");
    CHECK(egg.path == "/v/" + kReplacedSite + "/web-0.2-py2.6.egg/web/__init__.py");
    CHECK(egg.user == "apache");
    CHECK(egg.mtime == 1400000000);
    CHECK(egg.origin == "web");
    CHECK(f.text("bin/web-ctl").starts_with("#!/v/bin/python\n"));
}

TEST_CASE("a hard link to what is replaced is refused: it would change with it") {
    ReplacementFixture f;
    StagedEntry link;
    link.kind = StagedEntry::Kind::hardlink;
    link.path = "/v/copy";
    link.link = "/v/" + kReplacedSite + "/web-0.1-py2.6.egg";
    f.venv.entries["copy"] = link;
    CHECK_THROWS_WITH_AS(f.run(), doctest::Contains("is a hard link to"), report::Error);
}
