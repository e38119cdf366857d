#include "lib/egg/patch/package_patch.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "unit/egg/packaged_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Dir;
using test::kTreeEgg;
using test::kZipEgg;

namespace {

egg::PackageOutput output_to(const std::filesystem::path& directory) {
    egg::PackageOutput output;
    output.directory = directory;
    output.changelog = {"Repair"};
    return output;
}

struct Patched {
    std::unique_ptr<egg::Egg> shown; ///< what there is to judge before
    egg::PatchedPackage made;
};

Patched patch(const egg::PackagedEgg& before, egg::Changes changes,
              const std::filesystem::path& directory) {
    changes = egg::complete(before.egg(), changes);
    Patched patched{egg::apply(before.egg(), changes), {}};
    patched.made = egg::patch_package(before, *patched.shown, changes, output_to(directory));
    return patched;
}

} // namespace

TEST_CASE("a zip egg in the new package is what was shown before, and a time of its own") {
    const Dir dir;
    const auto package = test::build_with_eggs(dir);
    egg::Changes changes;
    changes.write["calamari_web/settings.py"] = "A = 2\n";
    const Patched patched =
        patch(test::packaged_egg(package, kZipEgg), changes, dir.path() / "out");
    CHECK(patched.made.nevra == "calamari-server-1.2-3.el6.1.x86_64");
    CHECK(patched.made.old_nevra == "calamari-server-1.2-3.el6.x86_64");
    const egg::PackagedEgg after = test::packaged_egg(patched.made.path, kZipEgg);
    CHECK(after.egg().bytes() == patched.shown->bytes());
    CHECK_FALSE(after.egg().has("calamari_web/settings.pyc"));
    CHECK(after.egg().read("calamari_web/settings.py") == "A = 2\n");
    const auto times = [](const std::filesystem::path& file) {
        std::string text =
            test::run({"rpm", "-qp", "--qf", "[%{FILENAMES} %{FILEMTIMES}\n]", file.string()}).out;
        const std::size_t begin = text.find(kZipEgg);
        return text.erase(begin, text.find('\n', begin) - begin);
    };
    CHECK(times(patched.made.path) == times(package));
    const std::string time = "[%{FILENAMES} %{FILEMTIMES}\n]";
    CHECK(test::run({"rpm", "-qp", "--qf", time, patched.made.path.string()}).out !=
          test::run({"rpm", "-qp", "--qf", time, package.string()}).out);
}

TEST_CASE("a directory egg in the new package is what was shown before, and its times change") {
    const Dir dir;
    egg::Changes changes;
    changes.write["rest/views.py"] = "rest = 2\n";
    changes.write["rest/new/module.py"] = "new = 1\n";
    const Patched patched = patch(test::packaged_egg(test::build_with_eggs(dir), kTreeEgg), changes,
                                  dir.path() / "out");
    const egg::PackagedEgg opened = test::packaged_egg(patched.made.path, kTreeEgg);
    const egg::Egg& after = opened.egg();
    CHECK_FALSE(after.is_zip());
    CHECK(after.read("rest/views.py") == "rest = 2\n");
    CHECK(after.read("rest/new/module.py") == "new = 1\n");
    CHECK_FALSE(after.has("rest/views.pyc"));
    for (const char* member : {"rest/views.py", "rest/new/module.py"}) {
        CHECK(after.find(member)->mtime == patched.shown->find(member)->mtime);
        CHECK(after.find(member)->mtime < 1404215000 - 86400);
    }
    CHECK(after.find("EGG-INFO/PKG-INFO")->mtime == 1404215000);
}

TEST_CASE("a package that another one replaces meanwhile is patched as it was opened") {
    const Dir dir, other;
    const std::string as_it_was = fs::read_file(test::build_with_eggs(dir));
    const auto others = test::build_rpm(other, test::sample_spec());
    for (const std::string& path : {kZipEgg, kTreeEgg}) {
        CAPTURE(path);
        const Dir out;
        const auto replaced = dir.write("replaced.rpm", as_it_was);
        const egg::PackagedEgg packaged = test::packaged_egg(replaced, path);
        std::filesystem::copy_file(others, dir.path() / "new.rpm");
        std::filesystem::rename(dir.path() / "new.rpm", replaced);
        const egg::PatchedPackage made =
            patch(packaged, {.write = {{"new.py", "A = 2\n"}}}, out.path()).made;
        CHECK(made.old_nevra == "calamari-server-1.2-3.el6.x86_64");
        CHECK(made.names == 1);
        CHECK(test::packaged_egg(made.path, path).egg().read("new.py") == "A = 2\n");
    }
}

TEST_CASE("a package that cannot be made leaves nothing behind") {
    const Dir dir;
    const egg::PackagedEgg packaged = test::packaged_egg(test::build_with_eggs(dir), kZipEgg);
    const egg::Changes changes{.write = {{"new.py", "A = 2\n"}}};
    egg::PackageOutput output = output_to(dir.path() / "out");
    output.release = "2.el6";
    CHECK_THROWS_WITH_AS(
        egg::patch_package(packaged, *egg::apply(packaged.egg(), changes), changes, output),
        doctest::Contains("is not newer than that of"), report::Error);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "out"));
}
