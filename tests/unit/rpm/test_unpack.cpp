#include "lib/rpm/unpack.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;
using doctest::Contains;

namespace {

std::string spec_of(const std::string& install, const std::string& files) {
    return "Name: sample\nVersion: 1\nRelease: 1\nSummary: S\nLicense: MIT\nAutoReqProv: no\n"
           "%description\nFor tests.\n%install\numask 022\nmkdir -p \"$RPM_BUILD_ROOT\"\ncd "
           "\"$RPM_BUILD_ROOT\"\n" +
           install + "\n%files\n" + files + "\n";
}

/// A small virtualenv, with what is beside it in a server package.
std::filesystem::path server(const test::Dir& dir, const std::vector<std::string>& defines = {}) {
    return test::build_rpm(
        dir,
        spec_of(
            "mkdir -p opt/calamari/venv/bin opt/calamari/venv/lib/empty opt/calamari/venvx etc\n"
            "head -c 300000 /dev/urandom > opt/calamari/venv/lib/data\n"
            "echo '#!/x' > opt/calamari/venv/bin/tool\n"
            "chmod 755 opt/calamari/venv/bin/tool\n"
            "ln -s /usr/bin/python2.6 opt/calamari/venv/bin/python\n"
            "ln -s ../lib opt/calamari/venv/bin/lib\n"
            ": > opt/calamari/venv/lib/nothing\n"
            "echo a > etc/a; echo b > opt/calamari/venvx/b",
            "/opt/calamari\n/etc/a\n%ghost /opt/calamari/venv/lib/ghost.pyc"),
        defines);
}

struct Unpacking {
    test::Dir dir;
    std::filesystem::path to = dir.path() / "to";

    Unpacking() { std::filesystem::create_directory(to); }
    rpm::Unpacked unpack(const std::filesystem::path& package,
                         const std::string& subtree = "/opt/calamari/venv") const {
        return rpm::unpack(package, subtree, to);
    }
    /// A package whose files below /opt/t are made by `install`, an uncompressed payload.
    std::filesystem::path package(const std::string& install,
                                  const std::string& files = "/opt/t") const {
        return test::build_rpm(dir, spec_of("mkdir -p opt/t\n" + install, files),
                               {"_binary_payload w.ufdio"});
    }
};

/// `package` with `old` replaced by `other`, of the same length, in header and payload, and with
/// the digests of its new bytes: what somebody could make who wants to get out of a directory.
void forge(const std::filesystem::path& package, const std::string& old, const std::string& other) {
    REQUIRE(old.size() == other.size());
    const process::Result result = test::run({"python3", "-c", R"(
import hashlib, struct, sys
path, old, new = sys.argv[1], sys.argv[2].encode(), sys.argv[3].encode()
data = open(path, 'rb').read()
def end(at):
    count, size = struct.unpack('>II', data[at + 8:at + 16])
    return at + 16 + 16 * count + size
signature = end(96)
begin = (signature + 7) // 8 * 8
split = end(begin)
head, payload = data[begin:split], data[split:]
digests = [h(d).hexdigest().encode()
           for h, d in ((hashlib.sha256, payload), (hashlib.sha256, head), (hashlib.sha1, head))]
md5 = hashlib.md5(head + payload).digest()
assert old in head
new_payload = payload.replace(old, new)
new_digest = hashlib.sha256(new_payload).hexdigest().encode()
new_head = head.replace(old, new).replace(digests[0], new_digest)
front = data[:begin]
for was, now in ((digests[1], hashlib.sha256(new_head).hexdigest().encode()),
                 (digests[2], hashlib.sha1(new_head).hexdigest().encode()),
                 (md5, hashlib.md5(new_head + new_payload).digest())):
    assert was in front
    front = front.replace(was, now)
open(path, 'wb').write(front + new_head + new_payload)
)",
                                              package.string(), old, other});
    REQUIRE_MESSAGE(result.ok(), result.err);
    REQUIRE(test::run({"rpm", "-K", "--nosignature", package.string()}).ok());
}

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

} // namespace

TEST_CASE(
    "what rpm2cpio and cpio take out of a package is what is unpacked, whatever the compression") {
    for (const std::string payload : {"w6.gzdio", "w2.xzdio", "w3.zstdio", "w9.bzdio"}) {
        CAPTURE(payload);
        const Unpacking u;
        const auto package = server(u.dir, {"_binary_payload " + payload});
        const rpm::Unpacked unpacked = u.unpack(package);
        CHECK(unpacked.files == 3);
        CHECK(unpacked.bytes == 300005);
        std::filesystem::create_directory(u.dir.path() / "judge");
        REQUIRE(test::run({"sh", "-c", "rpm2cpio \"$0\" | cpio -idm --quiet", package.string()},
                          u.dir.path() / "judge")
                    .ok());
        const process::Result diff =
            test::run({"diff", "-r", "--no-dereference",
                       (u.dir.path() / "judge/opt/calamari/venv").string(), u.to.string()});
        CHECK(diff.out + diff.err == "");
        CHECK(std::filesystem::is_empty(u.to / "lib/empty"));
        const auto times = [](const std::filesystem::path& tree) {
            return test::run({"find", tree.string(), "-type", "f", "-printf", "%P %Ts\n"}).out;
        };
        CHECK(times(u.to / "bin") == times(u.dir.path() / "judge/opt/calamari/venv/bin"));
        CHECK(times(u.to / "bin").starts_with("tool 1"));
    }
}

TEST_CASE("links and plain modes come out, nothing of beside the directory, no ghosts") {
    const Unpacking u;
    const mode_t before = umask(0);
    u.unpack(server(u.dir));
    umask(before);
    CHECK(std::filesystem::read_symlink(u.to / "bin/python") == "/usr/bin/python2.6");
    CHECK(std::filesystem::read_symlink(u.to / "bin/lib") == "../lib");
    CHECK(mode_of(u.to / "bin/tool") == 0700);
    CHECK(mode_of(u.to / "lib/data") == 0600);
    CHECK(mode_of(u.to / "lib") == 0700);
    CHECK_FALSE(std::filesystem::exists(u.to / "lib/ghost.pyc"));
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(u.to))
        count += entry.exists() || entry.is_symlink() ? 1U : 0U;
    CHECK(count == 8);
}

TEST_CASE("hard-linked files are linked again, also when the content belongs to one elsewhere") {
    const Unpacking u;
    const auto package = test::build_rpm(
        u.dir,
        spec_of("mkdir -p opt/t/in opt/z\necho shared > opt/t/in/a\nln opt/t/in/a opt/t/in/b\n"
                "ln opt/t/in/a opt/z/c",
                "/opt"));
    const rpm::Unpacked unpacked = u.unpack(package, "/opt/t/in");
    CHECK(unpacked.files == 2);
    CHECK(unpacked.bytes == 7);
    CHECK(fs::read_file(u.to / "a") == "shared\n");
    CHECK(std::filesystem::hard_link_count(u.to / "b") == 2);
}

TEST_CASE(
    "a package without such a directory, a source package and what is not a package are refused") {
    const Unpacking u;
    const auto package = server(u.dir);
    CHECK_THROWS_WITH_AS(u.unpack(package, "/opt/calamari/ven"),
                         Contains("sample-1.rpm: has nothing below /opt/calamari/ven"),
                         report::Error);
    CHECK_THROWS_WITH_AS(u.unpack(package, "/opt/calamari/venv/bin/tool"),
                         Contains("has nothing below"), report::Error);
    const auto source = test::build_rpm(u.dir, spec_of("mkdir -p opt/t", "/opt"), {}, "-bs");
    CHECK_THROWS_WITH_AS(u.unpack(source), Contains("is a source package"), report::Error);
    CHECK_THROWS_AS(u.unpack(u.dir.write("text.rpm", "text")), report::Error);
    CHECK_THROWS_AS(u.unpack(u.dir.path() / "none.rpm"), report::Error);
    CHECK(std::filesystem::is_empty(u.to));
}

TEST_CASE("a truncated or damaged package is refused before anything is unpacked") {
    const Unpacking u;
    const auto package = server(u.dir);
    const std::string whole = fs::read_file(package);
    for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{2000}}) {
        const auto cut = u.dir.write("cut.rpm", whole.substr(0, size));
        CHECK_THROWS_WITH_AS(u.unpack(cut), Contains("cut.rpm: "), report::Error);
    }
    std::string flipped = whole;
    flipped[whole.size() - 1000] = static_cast<char>(flipped[whole.size() - 1000] ^ 1);
    CHECK_THROWS_AS(u.unpack(u.dir.write("flipped.rpm", flipped)), report::Error);
    CHECK(std::filesystem::is_empty(u.to));
}

TEST_CASE("a path with '..' cannot leave the directory") {
    const Unpacking u;
    const auto package = u.package("mkdir opt/t/AA; echo evil > opt/t/AA/out");
    forge(package, "/opt/t/AA/", "/opt/t/../");
    CHECK_THROWS_WITH_AS(u.unpack(package, "/opt/t"),
                         Contains("/opt/t/../out is not a path that a package can have"),
                         report::Error);
    CHECK_FALSE(std::filesystem::exists(u.dir.path() / "out"));
}

TEST_CASE("a link is never written through") {
    const Unpacking u;
    std::filesystem::create_directory(u.dir.path() / "victim");
    const auto package = u.package("ln -s " + (u.dir.path() / "victim").string() +
                                   " opt/t/aa; mkdir opt/t/bb; echo evil > opt/t/bb/file");
    forge(package, "/opt/t/bb/", "/opt/t/aa/");
    CHECK_THROWS_WITH_AS(u.unpack(package, "/opt/t"),
                         Contains("/opt/t/aa is a directory and something else"), report::Error);
    CHECK(std::filesystem::is_empty(u.dir.path() / "victim"));
}

TEST_CASE("a file cannot take the place of another") {
    const Unpacking u;
    const auto package =
        u.package("mkdir opt/t/aa opt/t/bb; echo 1 > opt/t/aa/f; echo 2 > opt/t/bb/f");
    forge(package, "/opt/t/bb/", "/opt/t/aa/");
    CHECK_THROWS_WITH_AS(u.unpack(package, "/opt/t"), Contains("twice"), report::Error);
}

TEST_CASE("links that leave the directory, devices and set-user-id programs are refused") {
    const Unpacking link;
    CHECK_THROWS_WITH_AS(
        link.unpack(link.package("mkdir opt/t/d; ln -s ../../x opt/t/d/l"), "/opt/t"),
        Contains("/opt/t/d/l is a link to '../../x', out of the tree"), report::Error);
    const Unpacking device;
    CHECK_THROWS_WITH_AS(device.unpack(device.package("", "%dev(c, 1, 3) /opt/t/n"), "/opt/t"),
                         Contains("/opt/t/n is not a file, directory or link"), report::Error);
    const Unpacking program;
    CHECK_THROWS_WITH_AS(
        program.unpack(program.package(": > opt/t/p", "%attr(4755,root,root) /opt/t/p"), "/opt/t"),
        Contains("/opt/t/p has a set-user-id or set-group-id bit"), report::Error);
}

TEST_CASE("whoever waits can stop the work between two files") {
    const Unpacking u;
    const auto package = server(u.dir);
    int files = 0;
    CHECK_THROWS_AS(rpm::unpack(package, "/opt/calamari/venv", u.to,
                                [&] {
                                    if (++files == 3) throw report::Interrupted();
                                }),
                    report::Interrupted);
    CHECK(files == 3);
}

TEST_CASE("a package is told from a tarball by its first bytes") {
    const test::Dir dir;
    CHECK(rpm::is_package(test::build_rpm(dir, spec_of("mkdir -p opt/t", "/opt"))));
    CHECK_FALSE(rpm::is_package(dir.write("x.rpm", "\x1f\x8b tar")));
    CHECK_FALSE(rpm::is_package(dir.write("short", "\xed")));
    CHECK_FALSE(rpm::is_package(dir.path()));
    CHECK_FALSE(rpm::is_package(dir.path() / "none"));
}
