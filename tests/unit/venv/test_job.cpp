#include "support/complaint.hpp"
#include "support/support.hpp"

#include "lib/fs/file.hpp"
#include "lib/venv/job.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::has;
using Purpose = venv::Job::Purpose;

namespace {

/// A job whose script is `script` in place of venv/build.sh.
struct JobFixture {
    test::Dir dir;
    venv::Recipe recipe;
    std::filesystem::path failed_log = dir.path() / "failed.log";

    explicit JobFixture(const std::string& script) {
        dir.write("scripts/build.sh", script);
        dir.write("scripts/tree.py", "");
        recipe.component = "server";
        stage::StagedEntry entry;
        entry.path = "all.txt";
        entry.source = stage::TextSource{"Django\n"};
        entry.size = 7;
        recipe.files = {entry};
    }

    venv::Job job() const { return {dir.path() / "scripts", recipe, "mode build\n"}; }
    std::string complaint(Purpose purpose = Purpose::build) const {
        return test::complaint([&] { job().run(process::Runner(""), purpose, failed_log); });
    }
};

const std::string kWhole = "for name in venv.tar installed facts done; do echo x >$2/$name; done\n";

} // namespace

TEST_CASE("a job finds its script, its text and its files, and goes with the object") {
    const JobFixture f("tar -xOf $1/src.tar all.txt >$2/facts; cat $1/job >$2/installed; "
                       "echo x >$2/venv.tar; echo x >$2/done\n");
    std::filesystem::path path;
    {
        venv::Job job = f.job();
        path = job.path();
        job.run(process::Runner(""), Purpose::build, f.failed_log);
        CHECK(fs::read_file(job.out() / "facts") == "Django\n");
        CHECK(fs::read_file(job.out() / "installed") == "mode build\n");
    }
    CHECK(!std::filesystem::exists(path));
    CHECK(!std::filesystem::exists(f.failed_log));
}

TEST_CASE("what a script found missing is the error, with its way out") {
    const JobFixture f("printf 'no python2.6\\tinstall it' >$2/problem; exit 1\n");
    CHECK(f.complaint() == "virtualenv of server: no python2.6; install it");
}

TEST_CASE("a script that fails is told with the end of its log, the whole of which is kept") {
    const JobFixture f("echo the reason; exit 3\n");
    const std::string told = f.complaint();
    CHECK(has(told, "the job ended with"));
    CHECK(has(told, "the reason"));
    CHECK(fs::read_file(f.failed_log) == "the reason\n");
}

TEST_CASE("a script that leaves less than it should has failed") {
    CHECK(has(JobFixture("exit 0\n").complaint(), "left nothing in {out}"));
    CHECK(has(JobFixture(kWhole + ": >$2/facts\n").complaint(), "left no facts in {out}"));
    CHECK(JobFixture(kWhole).complaint() == "");
    CHECK(JobFixture("echo x >$2/done\n").complaint(Purpose::download) == ""); // a download
}

TEST_CASE("a runner that is no program is told by the option that names it") {
    const JobFixture f("exit 0\n");
    for (const char* option : {"--runner", "--web-runner"})
        CHECK(has(test::complaint([&] {
                      f.job().run(process::Runner("no-such-program run", option), Purpose::build,
                                  f.failed_log);
                  }),
                  std::string(option) + ": no-such-program: program not found"));
}
