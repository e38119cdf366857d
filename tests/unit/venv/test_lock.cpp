#include "support/complaint.hpp"
#include "support/support.hpp"

#include "lib/venv/lock.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::has;

namespace {

const std::string kDigest(64, 'a');
const std::string kOther(64, 'b');

venv::Lock sample() {
    venv::Lock lock;
    lock.python = "2.7";
    lock.distributions = {{"Django", "1.5.1", "Django-1.5.1.tar.gz", kDigest},
                          {"six", "1.17.0", "six-1.17.0-py2.py3-none-any.whl", kOther}};
    lock.tools = {{"pip", "20.3.4", kDigest}};
    lock.packages = {{"calamari-web", "0.1", ""}};
    return lock;
}

std::string complaint(const std::string& text) {
    const test::Dir dir;
    const auto file = dir.write("lock.yaml", text);
    std::string said = test::complaint([&] { venv::read_lock(file); });
    const std::string prefix = file.parent_path().string() + "/";
    if (said.compare(0, prefix.size(), prefix) == 0) said.erase(0, prefix.size());
    return said;
}

} // namespace

TEST_CASE("a lock file that was written is read back, and writes the same bytes") {
    const test::Dir dir;
    const std::string text = venv::to_text(sample());
    const venv::Lock read = venv::read_lock(dir.write("lock.yaml", text));
    CHECK(venv::to_text(read) == text);
    REQUIRE(read.find("DJANGO") != nullptr);
    CHECK(read.find("DJANGO")->sha256 == kDigest);
    CHECK(read.find("flask") == nullptr);
    CHECK(venv::to_text(venv::read_lock(dir.write("empty.yaml", "lock: 1\npython: \"2.7\"\n")))
              .find("distributions: []") != std::string::npos);
}

TEST_CASE("a lock file is read strictly") {
    const std::string head = "lock: 1\npython: \"2.7\"\ndistributions:\n";
    const std::string six =
        "  - {name: six, version: \"1\", file: six-1.tar.gz, sha256: \"" + kDigest + "\"}\n";
    CHECK(complaint(head + six).empty());
    CHECK(has(complaint(head + six + six), "lock.yaml:5: 'six' is there twice"));
    CHECK(has(complaint("lock: 2\npython: \"2.7\"\n"), "lock.yaml:1"));
    CHECK(has(complaint("lock: 1\npython: \"2.7\"\ndistribution: []\n"), "distributions"));
    CHECK(
        has(complaint(head + "  - {name: six, version: \"1\", file: six-1.tar.gz, sha256: abc}\n"),
            "SHA-256"));
    CHECK(has(complaint(head + "  - {name: nine, version: \"1\", file: six-1.tar.gz, sha256: \"" +
                        kDigest + "\"}\n"),
              "is not an archive of nine"));
    CHECK(has(complaint(head + "  - {name: six, version: \"1\", file: ../six-1.tar.gz, sha256: \"" +
                        kDigest + "\"}\n"),
              "lock.yaml:4"));
}

TEST_CASE("a lock that contradicts itself is refused with line and reason") {
    const auto item = [](const std::string& name, const std::string& version,
                         const std::string& file) {
        return "  - {name: " + name + ", version: \"" + version + "\", file: " + file +
               ", sha256: \"" + kDigest + "\"}\n";
    };
    const std::string head = "lock: 1\npython: \"2.7\"\ndistributions:\n" +
                             item("six", "1.10", "six-1.10.0-py2.py3-none-any.whl");
    CHECK(complaint(head).empty());
    CHECK(complaint(head + item("whisper", "0.9.12", "whisper-a6e2176e.tar.gz")).empty());
    CHECK(has(complaint(head + item("SIX", "1.10", "six-1.10.tar.gz")),
              "lock.yaml:5: 'SIX' is there twice; remove one"));
    CHECK(has(complaint(head + item("Mako", "1.1.6", "Mako-1.1.7.tar.gz")),
              "lock.yaml:5: 'Mako-1.1.7.tar.gz' is Mako 1.1.7, not 1.1.6; take the lock"));
    CHECK(has(complaint(head + item("pyzmq", "19.0", "pyzmq-19.0-cp36-cp36m-linux_x86_64.whl")),
              "lock.yaml:5: 'pyzmq-19.0-cp36-cp36m-linux_x86_64.whl' is not for Python 2.7"));
    CHECK(has(complaint(head + "packages:\n  - {name: Six, version: \"1.0\"}\n"),
              "lock.yaml:6: 'Six' is among 'distributions', too"));
    CHECK(has(complaint(head + "tools:\n  - {name: pip, version: \"9\"}\n"
                               "packages:\n  - {name: pip, version: \"9\"}\n"),
              "lock.yaml:8: 'pip' is among 'tools', too"));
}

TEST_CASE("every difference between two locks is told, and packages are none") {
    venv::Lock actual = sample();
    CHECK(venv::differences(sample(), actual).empty());
    actual.packages.clear();
    CHECK(venv::differences(sample(), actual).empty());

    actual.python = "2.6";
    actual.distributions[0].version = "1.5.2";
    actual.distributions[1].sha256 = kDigest;
    actual.distributions.push_back({"Mako", "1.0", "Mako-1.0.tar.gz", kDigest});
    actual.tools.clear();
    const std::vector<std::string> expected{
        "Python is 2.6, not 2.7",
        "Django is 1.5.2, not 1.5.1",
        "six-1.17.0-py2.py3-none-any.whl has the SHA-256 " + kDigest + ", not " + kOther,
        "Mako 1.0 is not in the lock",
        "pip 20.3.4 is missing",
    };
    CHECK(venv::differences(sample(), actual) == expected);
}

TEST_CASE("a lock without tools leaves them open") {
    venv::Lock wanted = sample();
    wanted.tools.clear();
    CHECK(venv::differences(wanted, sample()).empty());
    venv::Lock actual = sample();
    actual.tools[0].content = kOther;
    CHECK(venv::differences(sample(), actual) ==
          std::vector<std::string>{"pip 20.3.4 has different content"});
}
