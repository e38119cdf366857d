#include "lib/egg/make/zip_safety.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using Strings = std::vector<std::string>;

namespace {

bool safe(const std::string& source) { return egg::zip_hazards(source, "m").empty(); }

} // namespace

TEST_CASE("a module that asks where it lies does not go into a zip") {
    CHECK(egg::zip_hazards("import os\nHERE = os.path.dirname(__file__)\n", "a.b") ==
          Strings{"a.b uses __file__"});
    CHECK_FALSE(safe("x = package.__path__\n"));
    CHECK_FALSE(safe("getattr(m, '__file__')\n"));
    CHECK_FALSE(safe("getattr(m, '__fi' 'le__')\n"));
    CHECK_FALSE(safe("x = f'{__file__}'\n"));
}

TEST_CASE("a module that reads source does not go into a zip") {
    CHECK(egg::zip_hazards("import inspect\ninspect.getsource(f)\n", "m") ==
          Strings{"m may use inspect.getsource"});
    CHECK_FALSE(safe("import inspect\ninspect.getsourcelines(f)\n"));
    CHECK_FALSE(safe("from inspect import stack\n"));
    CHECK(safe("import inspect\ninspect.isclass(f)\n"));
    CHECK(safe("stack = []\n"));
}

TEST_CASE("mentions in comments and sentences do no harm") {
    CHECK(safe("# __file__\n"));
    CHECK(safe("\"\"\"Uses no __file__ at all.\"\"\"\n"));
    CHECK(safe("print 'python 2', `x`\nexec 'x' in d\nif 1 <> 2: pass\n"));
}

TEST_CASE("what cannot be taken apart does not go into a zip") {
    CHECK(egg::zip_hazards("x = 'open\n", "m") ==
          Strings{"m cannot be judged: a string that begins with ' has no end"});
}
