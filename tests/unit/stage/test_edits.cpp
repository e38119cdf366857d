#include "lib/fs/file.hpp"
#include "lib/stage/edits.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using stage::Edits;

namespace {

/// distutils' rule for a script's first line, with its own regular expression; reads and prints
/// scripts with NUL between them.
constexpr const char* kDistutils = R"(
import re, sys
def rewritten(content):
    end = content.find('\n') + 1 or len(content)
    match = re.match(r'^#!.*python[0-9.]*([ \t].*)?$', content[:end])
    if not match: return content
    return '#!/usr/bin/python' + (match.group(1) or '') + '\n' + content[end:]
sys.stdout.reconfigure(newline='')
scripts = open(sys.argv[1], newline='').read().split('\0')
sys.stdout.write('\0'.join(map(rewritten, scripts)))
)";

std::string with_python(const std::string& content) {
    Edits edits;
    edits.shebang = "/usr/bin/python";
    return stage::apply(edits, content);
}

} // namespace

TEST_CASE("a script runs the target's python with the options it had") {
    CHECK(with_python("#!/usr/bin/env python\nx\n") == "#!/usr/bin/python\nx\n");
    CHECK(with_python("#!/build/venv/bin/python2.7 -Es\nx\n") == "#!/usr/bin/python -Es\nx\n");
    CHECK(with_python("#!/bin/sh\n#!/usr/bin/env python\n") ==
          "#!/bin/sh\n#!/usr/bin/env python\n");
    CHECK(with_python("").empty());
}

TEST_CASE("a first line is judged as distutils judges it") {
    const test::Dir dir;
    std::string scripts;
    std::string rewritten;
    for (const std::string content :
         {"#!python", "#!python\n", "#! /usr/bin/python\t-u\t\nbody\n", "#!/usr/bin/python3.\n",
          "#!/usr/bin/env python -c python\n", "#!/usr/bin/pythonw\n", "#!/usr/bin/python-dbg\n",
          "#!/opt/python2/bin/run python3 x\n", "#!/usr/bin/python\r\nx\r\n", "# python\n",
          "#!/usr/bin/python -u\r\n", " #!/usr/bin/python\n", "import python\n", "#!\npython\n",
          "#!/usr/bin/python2.7.1 \nx", "\n#!/usr/bin/python\n", "#!/pythonpython9\n",
          "#!/usr/bin/python2 /opt/pythonw\n"}) {
        scripts += content + '\0';
        rewritten += with_python(content) + '\0';
    }
    CHECK(rewritten == test::python(kDistutils, {dir.write("scripts", scripts).string()}));
}

TEST_CASE("tokens are replaced everywhere, and what was put in stays") {
    Edits edits;
    edits.replace = {{"@VERSION@", "1.2"}, {"@A@", "@B@"}, {"@B@", "b"}, {"", "never"}};
    CHECK(stage::apply(edits, "@VERSION@ and @VERSION@@A@\n@B@") == "1.2 and 1.2@B@\nb");
    CHECK(stage::apply(edits, "@VERSION") == "@VERSION");
}

TEST_CASE("of two tokens at one place the longer one counts") {
    Edits edits;
    edits.replace["lib"] = "x";
    edits.replace["lib64"] = "y";
    CHECK(stage::apply(edits, "lib lib64 lib6") == "x y x6");
}

TEST_CASE("edits are made in their order: interpreter, tokens, text before") {
    Edits edits;
    edits.shebang = "/usr/bin/@PYTHON@";
    edits.replace = {{"@PYTHON@", "python2.6"}};
    edits.prepend = "# @PYTHON@\n";
    CHECK(stage::apply(edits, "#!/usr/bin/python\n@PYTHON@\n") ==
          "# @PYTHON@\n#!/usr/bin/python2.6\npython2.6\n");
}

TEST_CASE("bytes that are not text survive an edit") {
    const std::string binary("\0\xff\r\n@T@\0", 8);
    Edits edits;
    edits.replace = {{"@T@", "t"}};
    CHECK(stage::apply(edits, binary) == std::string("\0\xff\r\nt\0", 6));
}
