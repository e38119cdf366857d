#include "lib/process/runner.hpp"
#include "support/complaint.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

using namespace calpkg;
using test::complaint;
using test::has;
using Words = std::vector<std::string>;

namespace {

Words argv(const std::string& text) {
    return process::Runner(text).command({"/i", "/o o"}, "/i/build.sh", false).argv;
}

bool passes(const std::string& name, bool network) {
    const auto env = process::Runner("").command({"/i", "/o"}, "/s", network).env;
    return std::any_of(env.begin(), env.end(),
                       [&](const auto& pair) { return pair.first == name; });
}

} // namespace

TEST_CASE("without a runner the script runs here") {
    CHECK(argv("") == Words{"sh", "/i/build.sh", "/i", "/o o"});
    CHECK(argv("local") == argv(""));
    CHECK(process::Runner("").is_local());
    CHECK(process::Runner("").text() == "local");
}

TEST_CASE("a template is split into words and no shell sees it") {
    CHECK(argv("podman run -v {in}:{in} -v '{out}:{out}' IMAGE sh {script} {in} {out}") ==
          Words{"podman", "run", "-v", "/i:/i", "-v", "/o o:/o o", "IMAGE", "sh", "/i/build.sh",
                "/i", "/o o"});
    CHECK(argv("x \"a $HOME\\\"\" b\\ c '' ; {script}") ==
          Words{"x", "a $HOME\"", "b c", "", ";", "/i/build.sh", "/i", "/o o"});
}

TEST_CASE("what every template ends with need not be written") {
    const Words whole = argv("podman run IMAGE sh {script} {in} {out}");
    CHECK(argv("podman run IMAGE") == whole);
    CHECK(argv("podman run IMAGE sh {script}") == whole);
    CHECK(argv("podman -v {in}:{in} IMAGE") ==
          Words{"podman", "-v", "/i:/i", "IMAGE", "sh", "/i/build.sh", "/i", "/o o"});
}

TEST_CASE("a program with a relative path is below the current directory, wherever it runs") {
    const std::string here = std::filesystem::current_path().string();
    CHECK(argv("./in-el7 a/b {script}")[0] == here + "/in-el7");
    CHECK(argv("./in-el7 a/b {script}")[1] == "a/b");
    CHECK(argv("bin/in-el7")[0] == here + "/bin/in-el7");
    CHECK(argv("/bin/in-el7")[0] == "/bin/in-el7");
    CHECK(argv("in-el7")[0] == "in-el7");
    CHECK(argv("{in}/x {script}")[0] == "/i/x");
}

TEST_CASE("the directories are the caller's") {
    const auto words = [](const std::string& text) {
        return process::Runner(text, "--rpmbuild-runner", {"topdir"})
            .command({"/t"}, "/t/run.sh", false)
            .argv;
    };
    CHECK(words("ssh builder") == Words{"ssh", "builder", "sh", "/t/run.sh", "/t"});
    CHECK(words("local") == Words{"sh", "/t/run.sh", "/t"});
    CHECK(words("podman -v {topdir}:/w IMAGE sh {script} /w {topdir}") ==
          Words{"podman", "-v", "/t:/w", "IMAGE", "sh", "/t/run.sh", "/w", "/t"});
    CHECK(has(complaint([&] { words("x {in}"); }), "--rpmbuild-runner 'x {in}': {in} is not"));
}

TEST_CASE("mistakes in a template are told") {
    CHECK(has(complaint([] { process::Runner("x 'y"); }),
              "--runner 'x 'y': a ' is not closed; close it"));
    CHECK(
        has(complaint([] { process::Runner("x \\"); }), "--runner 'x \\': ends with a backslash"));
    CHECK(has(complaint([] { process::Runner("x {inn}"); }),
              "{inn} is not a placeholder; did you mean 'in'?"));
    CHECK(has(
        complaint([] { process::Runner("podman run {image}"); }),
        "--runner 'podman run {image}': {image} is not a placeholder; one of: in, out, script"));
    CHECK(has(complaint([] { process::Runner("  "); }), "names no program"));
    CHECK(has(complaint([] { process::Runner("x sh {script} {in}"); }),
              "has no {out} after {script}"));
    CHECK(has(complaint([] { process::Runner("x -v {in} sh {script} {out}"); }),
              "has no {in} after {script}"));
    CHECK(has(complaint([] { process::Runner("x 'y", "--web-runner"); }),
              "--web-runner 'x 'y': a ' is"));
    CHECK(argv("awk {Print} {} {1}").front() == "awk");
}

TEST_CASE("indexes and proxies are told to jobs that use the network, and to no others") {
    setenv("PIP_INDEX_URL", "https://example.org/simple", 1);
    setenv("https_proxy", "http://example.org", 1);
    setenv("UNRELATED", "x", 1);
    setenv("DOCKER_HOST", "x", 1);
    CHECK(passes("PIP_INDEX_URL", true));
    CHECK(passes("https_proxy", true));
    CHECK_FALSE(passes("PIP_INDEX_URL", false));
    CHECK_FALSE(passes("https_proxy", false));
    CHECK_FALSE(passes("UNRELATED", true));
    CHECK(passes("DOCKER_HOST", false));
}

TEST_CASE("what cannot be run is told with the way out for that") {
    const auto complaint_of = [](const std::string& program, const std::string& directory) {
        const process::Runner runner(program, "--runner");
        process::Command command = runner.command({"/i", "/o"}, "/s", false);
        command.cwd = directory;
        return complaint([&] { runner.run(command); });
    };
    CHECK(has(complaint_of("no-such-program", "/"), "install it, or name another program"));
    CHECK(has(complaint_of("/etc/passwd", "/"), "Permission denied; name another program"));
    CHECK_FALSE(has(complaint_of("sh", "/nowhere"), "another program"));
}
