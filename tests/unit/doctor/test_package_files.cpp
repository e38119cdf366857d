#include "lib/doctor/checks.hpp"

#include "lib/hash/digest.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <sys/stat.h>

using namespace calpkg;

namespace {

constexpr const char* kEgg = "/opt/calamari/venv/lib/python2.7/site-packages/x-1-py2.7.egg";

/// A package of one file "x" with the content "same", in a root that has it.
struct PackagedSite {
    PackagedSite(const std::string& path = "/usr/share/x") {
        dir.write(path.substr(1), "same");
        packages.files.push_back({"diamond", 8, 0100644, 0, ~0U, hash::sha256("same"), "", path});
    }
    /// "warning site-file-changed" of what is found; "" for nothing.
    std::string found() const {
        const doctor::Site site(dir.path());
        const auto findings = doctor::check_package_files({.site = site, .packages = packages});
        return findings.empty() ? ""
                                : std::string(report::to_string(findings.front().severity)) + " " +
                                      findings.front().id;
    }
    doctor::InstalledFile& file() { return packages.files.front(); }

    test::Dir dir;
    doctor::Packages packages;
};

} // namespace

TEST_CASE("a file that is as it was installed is none to tell of") {
    CHECK(PackagedSite().found().empty());
}

TEST_CASE("contents, modes, links and kinds that have changed are told") {
    PackagedSite content, mode, kind, link;
    content.dir.write("usr/share/x", "sane");
    CHECK(content.found() == "warning site-file-changed");
    mode.file().mode = 0100755;
    CHECK(mode.found() == "warning site-file-changed");
    kind.file().mode = 040755;
    CHECK(kind.found() == "warning site-file-changed");
    link.file().mode = 0120777;
    link.file().link = "y";
    std::filesystem::remove(link.dir.path() / "usr/share/x");
    std::filesystem::create_symlink("y", link.dir.path() / "usr/share/x");
    CHECK(link.found().empty());
    link.file().link = "z";
    CHECK(link.found() == "warning site-file-changed");
}

TEST_CASE("configuration is made to be changed, but not to go") {
    PackagedSite site;
    site.file().flags = 1;
    site.dir.write("usr/share/x", "mine");
    CHECK(site.found().empty());
    std::filesystem::remove(site.dir.path() / "usr/share/x");
    CHECK(site.found() == "error site-file-missing");
    site.file().flags |= 1U << 3; // missingok
    CHECK(site.found().empty());
    site.file().flags = 1U << 6; // a ghost
    CHECK(site.found().empty());
}

TEST_CASE("what 'egg patch' has repaired is a note") {
    const std::string settings = std::string(kEgg) + "/settings.py";
    PackagedSite site(settings);
    site.dir.write(settings.substr(1), "repaired");
    CHECK(site.found() == "warning site-file-changed");
    site.dir.write(std::string(kEgg).substr(1) + ".orig/settings.py", "same");
    CHECK(site.found() == "note site-file-changed");
}
