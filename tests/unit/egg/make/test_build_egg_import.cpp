#include "package.hpp"

#include "lib/egg/make/console_scripts.hpp"
#include "support/interpreters.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Package;

namespace {

constexpr std::int64_t kImportEpoch = 1406691219;

/// A package that 2.x and 3.x can import, in the form asked for.
std::filesystem::path written(const std::filesystem::path& out, bool zip) {
    const Package package(
        "name='calamari-y', version='0.1', packages=['y', 'y.db'],\nzip_safe=" +
            std::string(zip ? "True" : "False") +
            ",\nentry_points={'console_scripts': ['y-ctl = y.main:run']},\n",
        {{"y/__init__.py", ""},
         {"y/main.py", "from y.db import value\n\n\ndef run():\n    print(value)\n    return 7\n"},
         {"y/db/__init__.py", "value = 'from the egg'\n"}});
    return egg::write_egg(package.egg(), out, kImportEpoch);
}

/// Whether `python` has setuptools.
bool has_pkg_resources(const test::Interpreter& python) {
    return python.run({"-W", "ignore", "-c", "import pkg_resources"}).ok();
}

const char* const kImport = "import sys\n"
                            "sys.path.insert(0, sys.argv[1])\n"
                            "import y.main\n"
                            "assert y.main.run() == 7\n"
                            "assert sys.argv[1] in y.main.__file__, y.main.__file__\n";

const char* const kSite = "import site, sys\n"
                          "site.addsitedir(sys.argv[1])\n"
                          "import y.db\n"
                          "assert '.egg' in y.db.__file__\n";

/// setuptools' own view of the distribution.
const char* const kDistribution =
    "import pkg_resources, sys\n"
    "found = list(pkg_resources.find_distributions(sys.argv[1], True))\n"
    "assert len(found) == 1, found\n"
    "assert found[0].project_name == 'calamari-y', found\n"
    "assert found[0].version == '0.1', found\n"
    "entry = found[0].get_entry_map('console_scripts')['y-ctl']\n"
    "assert entry.module_name == 'y.main' and tuple(entry.attrs) == ('run',), entry\n"
    "assert found[0].has_metadata('zip-safe') != found[0].has_metadata('not-zip-safe')\n"
    "assert list(found[0].get_metadata_lines('top_level.txt')) == ['y']\n";

} // namespace

TEST_CASE("real Pythons import from both forms of an egg") {
    REQUIRE_FALSE(test::interpreters().empty());
    for (const bool zip : {true, false}) {
        for (const test::Interpreter& python : test::interpreters()) {
            CAPTURE(python.version);
            CAPTURE(zip);
            const test::Dir dir;
            const std::string egg = written(dir.path(), zip);
            const process::Result result = python.run({"-c", kImport, egg});
            CHECK_MESSAGE(result.ok(), result.err);
            CHECK(result.out == "from the egg\n");
        }
    }
}

TEST_CASE("a .pth file beside an egg puts it on the path") {
    for (const bool zip : {true, false}) {
        for (const test::Interpreter& python : test::interpreters()) {
            CAPTURE(python.version);
            const test::Dir dir;
            written(dir.path(), zip);
            dir.write("calamari.pth", "./calamari_y-0.1-py2.7.egg\n");
            const process::Result result = python.run({"-c", kSite, dir.path().string()});
            CHECK_MESSAGE(result.ok(), result.err);
        }
    }
}

TEST_CASE("setuptools finds the distribution and its entry points") {
    for (const test::Interpreter& python : test::interpreters()) {
        if (!has_pkg_resources(python)) {
            MESSAGE("not judged by setuptools of " << python.version << ": it has none");
            continue;
        }
        for (const bool zip : {true, false}) {
            CAPTURE(python.version);
            const test::Dir dir;
            const std::string egg = written(dir.path(), zip);
            const process::Result result = python.run({"-W", "ignore", "-c", kDistribution, egg});
            CHECK_MESSAGE(result.ok(), result.err);
        }
    }
}

TEST_CASE("a console script runs the function and gives its status") {
    for (const test::Interpreter& python : test::interpreters()) {
        CAPTURE(python.version);
        const test::Dir dir;
        const std::string egg = written(dir.path(), true);
        const auto script = dir.write(
            "y-ctl", egg::console_script_text({"y-ctl", "y.main", "run", ""}, python.program()),
            0755);
        process::Command command{{script.string()}, {}, process::plain_environment(), {}};
        command.env.emplace_back("PYTHONPATH", egg);
        const process::Result result = process::run(command);
        CHECK(result.exit_code == 7);
        CHECK(result.out == "from the egg\n");
    }
}
