#include "lib/egg/make/pattern.hpp"

#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

const char* const kPatterns[] = {"*.py",  "a*",  "*",      "a?c", "[ab].py",
                                 "[!a]*", "a/*", "*/b.py", "a.py"};
const char* const kNames[] = {"a.py", "b.py", "abc",  "a/b.py", "a/b/c.py",
                              ".py",  "a/.b", "A.py", "[ab].py"};

} // namespace

TEST_CASE("a pattern for names matches what Python's fnmatch matches") {
    for (const std::string pattern : kPatterns) {
        std::vector<std::string> argv{
            "python3", "-c",
            "import fnmatch, sys\nfor name in sys.argv[2:]:\n"
            "    print(int(fnmatch.fnmatchcase(name, sys.argv[1])), end='')",
            pattern};
        argv.insert(argv.end(), std::begin(kNames), std::end(kNames));
        std::string ours;
        for (const char* name : kNames) ours += egg::matches(pattern, name, false) ? '1' : '0';
        CAPTURE(pattern);
        CHECK(ours == test::run(argv).out);
    }
}

TEST_CASE("a pattern for paths matches what Python's glob finds") {
    const test::Dir dir;
    for (const char* name : kNames) dir.write(name, "");
    for (const std::string pattern : kPatterns) {
        std::vector<std::string> argv{"python3", "-c",
                                      "import glob, sys\nfound = glob.glob(sys.argv[1])\n"
                                      "for name in sys.argv[2:]: print(int(name in found), end='')",
                                      pattern};
        argv.insert(argv.end(), std::begin(kNames), std::end(kNames));
        std::string ours;
        for (const char* name : kNames) ours += egg::matches(pattern, name, true) ? '1' : '0';
        CAPTURE(pattern);
        CHECK(ours == test::run(argv, dir.path()).out);
    }
}
