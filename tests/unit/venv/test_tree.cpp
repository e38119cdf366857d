#include "support/complaint.hpp"
#include "support/support.hpp"

#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/venv/tree.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::run;

namespace {

/// A tar archive of the directory, made by the system's tar.
std::filesystem::path packed(const test::Dir& dir, const std::vector<std::string>& options = {}) {
    const auto archive = dir.path() / "tree.tar";
    std::vector<std::string> argv{"tar", "-cf", archive.string()};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.insert(argv.end(), {"--sort=name", "-C", (dir.path() / "tree").string(), "."});
    const process::Result result = run(argv);
    REQUIRE_MESSAGE(result.ok(), result.err);
    return archive;
}

} // namespace

TEST_CASE("whatever names the build directory is found: texts, binaries, links, names") {
    const test::Dir dir;
    dir.write("tree/bin/pip", "#!/tmp/job-1/venv/bin/python\n", 0755);
    dir.write("tree/bin/clean", "#!/opt/calamari/venv/bin/python\n", 0755);
    dir.write("tree/lib/x.so", std::string("\0ELF\0/tmp/job-1\0", 16));
    dir.write("tree/lib/tmp/job-1/x", "");
    std::filesystem::create_symlink("/tmp/job-1/venv/lib", dir.path() / "tree/lib64");
    CHECK(venv::members_naming(packed(dir), {"/tmp/job-1"}) ==
          std::vector<std::string>{"bin/pip", "lib/tmp/job-1", "lib/tmp/job-1/x", "lib/x.so",
                                   "lib64 -> /tmp/job-1/venv/lib"});
    CHECK(venv::members_naming(packed(dir), {"/nowhere", "/tmp/job-2"}).empty());
}

TEST_CASE("a name that lies across two blocks is found") {
    const test::Dir dir;
    constexpr std::size_t kBlock = 256U << 10;
    const std::string needle = "/tmp/some-job/venv";
    for (const std::size_t before : {kBlock - 1, kBlock - needle.size() + 1, kBlock})
        dir.write("tree/at-" + std::to_string(before),
                  std::string(before, '/') + needle + std::string(kBlock, 'x'));
    CHECK(venv::members_naming(packed(dir), {needle}).size() == 3);
}

TEST_CASE("the same tree gives the same bytes whoever made it") {
    const test::Dir dir;
    dir.write("tree/bin/python", "x", 0711);
    dir.write("tree/lib/a.py", "1\n", 0600);
    std::filesystem::create_symlink("python", dir.path() / "tree/bin/python2");
    const auto one = dir.path() / "one.tar";
    const auto two = dir.path() / "two.tar";
    venv::normalise_tree(packed(dir, {"--mtime=@1", "--owner=nobody:65534", "--format=pax"}),
                         1400000000, one);
    venv::normalise_tree(packed(dir, {"--mtime=@99", "--owner=root:0", "--format=gnu"}), 1400000000,
                         two);
    CHECK(hash::sha256_file(one) == hash::sha256_file(two));
    const std::string list = run({"tar", "--utc", "--full-time", "-tvf", one.string()}).out;
    const auto dated = [](const std::string& content) {
        const std::string time =
            std::to_string(hash::content_time(1400000000, hash::sha256(content)));
        return test::run({"date", "-u", "-d", "@" + time, "+%F %T"}).out.substr(0, 19);
    };
    CHECK(list.find("-rwxr-xr-x root/root ") < list.find("-rw-r--r-- root/root "));
    CHECK(test::has(list, " 1 " + dated("x") + " bin/python\n"));
    CHECK(test::has(list, " 2 " + dated("1\n") + " lib/a.py\n"));
    CHECK(test::has(list, " 2014-05-13 16:53:20 bin/python2 -> python\n"));
    venv::normalise_tree(one, 1400000000, dir.path() / "three.tar.gz");
    CHECK(run({"gzip", "-t", (dir.path() / "three.tar.gz").string()}).ok());
}
