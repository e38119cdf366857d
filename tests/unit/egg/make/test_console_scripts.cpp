#include "package.hpp"

#include "lib/egg/make/console_scripts.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Package;

namespace {

const std::string kHead = "name='a_b', version='0.1', packages=['a'],\n";

} // namespace

TEST_CASE("console scripts come from dicts and from ini text alike") {
    const auto names = [](const std::string& keywords) {
        std::string all;
        for (const egg::EntryPoint& point : egg::console_scripts(Package(kHead + keywords).setup()))
            all += point.text() + ";";
        return all;
    };
    CHECK(names("entry_points={'console_scripts': ['z=a:m', 'b=a:k.f'], 'x': ['q = a']}") ==
          "b = a:k.f;z = a:m;");
    CHECK(names("entry_points='[x]\\nq = a\\n[console_scripts]\\n# no\\nz = a:m\\n'") ==
          "z = a:m;");
    CHECK(names("entry_points={'console_scripts': 'z = a:m\\n'}") == "z = a:m;");
    CHECK(names("").empty());
}

TEST_CASE("an entry point that is none is told, and so is a script that cannot be a file") {
    CHECK(test::setup_complaint(kHead + "entry_points={'console_scripts': ['x']}")
              .find("'x' is not an entry point") != std::string::npos);
    CHECK(test::setup_complaint(kHead + "entry_points={'g': ['x = a-b:c']}")
              .find("is not an entry point") != std::string::npos);
    for (const std::string point :
         {"../x = a:m", "x y = a:m", "%(id) = a:m", "x = a", "-x = a:m"}) {
        CAPTURE(point);
        const Package package(kHead + "entry_points={'console_scripts': ['" + point + "']}");
        CHECK_THROWS_AS(egg::console_scripts(package.setup()), report::Error);
    }
}

TEST_CASE("a console script imports the function itself, without pkg_resources") {
    const egg::EntryPoint point{"x", "a.b", "K.run", ""};
    CHECK(egg::console_script_text(point, "/usr/bin/python2.6") ==
          "#!/usr/bin/python2.6\nimport sys\n\nfrom a.b import K\n\nif __name__ == '__main__':\n"
          "    sys.exit(K.run())\n");
}
