#include "lib/encode/gzip.hpp"
#include "lib/fs/file.hpp"
#include "lib/repo/metadata/metadata_file.hpp"
#include "lib/repo/repodata.hpp"
#include "lib/report/error.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <map>
#include <optional>
#include <sys/stat.h>

using namespace calpkg;

namespace {

constexpr std::int64_t epoch = 1404216000;
constexpr time_t written = 1404210000; ///< the time of the packages' files

void set_time(const std::filesystem::path& file, timespec time) {
    const timespec times[2] = {time, time};
    REQUIRE(utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}

/// Two packages in a directory as cal-pkg lays them out; the names relative to it.
std::vector<std::filesystem::path> two_packages(const test::Dir& dir) {
    std::vector<std::filesystem::path> names;
    for (const char* name : {"zebra", "aardvark"}) {
        const test::Dir work;
        const auto built = test::build_rpm(work, test::sample_spec(name));
        names.emplace_back(std::filesystem::path("x86_64") / built.filename());
        fs::make_directories(dir.path() / "x86_64");
        std::filesystem::copy_file(built, dir.path() / names.back());
        set_time(dir.path() / names.back(), {.tv_sec = written, .tv_nsec = 0});
    }
    return names;
}

/// File names below `directory` with their content, after asserting their modes.
std::map<std::string, std::string> contents(const std::filesystem::path& directory) {
    using std::filesystem::perms;
    CHECK(std::filesystem::status(directory).permissions() == static_cast<perms>(0755));
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        CHECK(entry.status().permissions() == static_cast<perms>(0644));
        files[entry.path().filename().string()] = fs::read_file(entry.path());
    }
    return files;
}

/// Umask, time zone and wish for other times of another person, for as long as it lives.
class OtherSurroundings {
public:
    OtherSurroundings() : umask_(umask(0077)) {
        if (const char* zone = std::getenv("TZ")) zone_ = zone;
        set_zone("Pacific/Auckland");
        setenv("SOURCE_DATE_EPOCH", "86400", 1);
    }
    ~OtherSurroundings() {
        umask(umask_);
        unsetenv("SOURCE_DATE_EPOCH");
        set_zone(zone_ ? zone_->c_str() : nullptr);
    }
    OtherSurroundings(const OtherSurroundings&) = delete;
    OtherSurroundings& operator=(const OtherSurroundings&) = delete;

private:
    static void set_zone(const char* zone) {
        zone != nullptr ? setenv("TZ", zone, 1) : unsetenv("TZ");
        tzset();
    }
    mode_t umask_;
    std::optional<std::string> zone_;
};

/// Reads the metadata as a client would: every checksum that repomd.xml and primary.xml give must
/// hold. Prints the packages in order.
const char* const reader = R"(
import gzip, hashlib, os, sys, xml.etree.ElementTree as tree
top = sys.argv[1]
common = '{http://linux.duke.edu/metadata/common}'
repo = '{http://linux.duke.edu/metadata/repo}'
def sha256(data): return hashlib.sha256(data).hexdigest()
def slurp(name): return open(os.path.join(top, name), 'rb').read()
repomd = tree.fromstring(slurp('repodata/repomd.xml'))
print('revision', repomd.find(repo + 'revision').text)
for data in repomd.findall(repo + 'data'):
    href = data.find(repo + 'location').get('href')
    packed = slurp(href)
    assert packed[:2] == b'\x1f\x8b' and packed[4:8] == b'\0\0\0\0', href
    assert sha256(packed) == data.find(repo + 'checksum').text, href
    assert data.find(repo + 'checksum').get('type') == 'sha256', href
    assert sha256(gzip.decompress(packed)) == data.find(repo + 'open-checksum').text, href
    assert int(data.find(repo + 'size').text) == len(packed), href
    assert os.path.basename(href).startswith(sha256(packed)), href
    print(data.get('type'), data.find(repo + 'timestamp').text)
    if data.get('type') != 'primary': continue
    metadata = tree.fromstring(gzip.decompress(packed))
    packages = metadata.findall(common + 'package')
    assert metadata.get('packages') == str(len(packages)), metadata.attrib
    for package in packages:
        href = package.find(common + 'location').get('href')
        assert sha256(slurp(href)) == package.find(common + 'checksum').text, href
        assert package.find(common + 'size').get('package') == str(len(slurp(href))), href
        print('package', href, package.find(common + 'time').get('file'))
)";

std::string read_as_client(const std::filesystem::path& directory) {
    const process::Result result = test::run({"python3", "-c", reader, directory.string()});
    CHECK(result.err == "");
    return result.out;
}

} // namespace

TEST_CASE("a client finds every package with sound checksums, in the order of their names") {
    const test::Dir dir;
    repo::write_repository(dir.path(), two_packages(dir), epoch);
    CHECK(read_as_client(dir.path()) == "revision 1404216000\n"
                                        "primary 1404216000\n"
                                        "package x86_64/aardvark-1.2.rpm 1404210000\n"
                                        "package x86_64/zebra-1.2.rpm 1404210000\n"
                                        "filelists 1404216000\n"
                                        "other 1404216000\n");
}

TEST_CASE("dnf finds the packages by a file in them") {
    const test::Dir dir;
    repo::write_repository(dir.path(), two_packages(dir), epoch);
    const std::string scratch = (dir.path() / "dnf").string();
    fs::make_directories(scratch + "/log");
    const process::Result result =
        test::run({"env", "HOME=" + scratch, "dnf", "-q",
                   "--repofrompath=made,file://" + dir.path().string(), "--repo=made",
                   "--setopt=cachedir=" + scratch + "/cache", "--setopt=logdir=" + scratch + "/log",
                   "--setopt=persistdir=" + scratch + "/persist", "--setopt=reposdir=" + scratch,
                   "--installroot=" + scratch + "/root", "--setopt=module_platform_id=platform:el7",
                   "--releasever=7", "repoquery", "--whatprovides=/opt/sample/hello"});
    if (result.exit_code == 127) {
        MESSAGE("dnf is not installed: not tested");
        return;
    }
    CHECK(result.err == "");
    CHECK(result.out == "aardvark-0:1.2-3_gabc.el6.x86_64\nzebra-0:1.2-3_gabc.el6.x86_64\n");
}

TEST_CASE("the same packages give the same bytes, whoever writes them when and where") {
    const test::Dir here;
    const auto packages = two_packages(here);
    repo::write_repository(here.path(), packages, epoch);

    const test::Dir there;
    fs::make_directories(there.path() / "x86_64");
    for (const auto& package : packages) {
        std::filesystem::copy_file(here.path() / package, there.path() / package);
        set_time(there.path() / package, {.tv_sec = written, .tv_nsec = 999'999'999});
    }
    {
        const OtherSurroundings other;
        repo::write_repository(there.path(), packages, epoch);
    }
    const auto ours = contents(here.path() / "repodata");
    CHECK(ours.size() == 4);
    CHECK(ours == contents(there.path() / "repodata"));
}

TEST_CASE("the files are in this project's own encoding, not createrepo_c's") {
    const test::Dir dir;
    repo::write_repository(dir.path(), {}, epoch);
    std::size_t packed = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path() / "repodata")) {
        if (entry.path().extension() != ".gz") continue;
        std::string expected;
        encode::Gzip gzip([&](std::string_view piece) { expected += piece; }, 9);
        gzip.write(repo::metadata_text(entry.path()));
        gzip.finish();
        CHECK(fs::read_file(entry.path()) == expected);
        ++packed;
    }
    CHECK(packed == 3);
}

TEST_CASE("a new index takes the place of the old one and leaves nothing beside it") {
    const test::Dir dir;
    auto packages = two_packages(dir);
    repo::write_repository(dir.path(), packages, epoch);
    packages.pop_back();
    repo::write_repository(dir.path(), packages, epoch + 1);
    CHECK(contents(dir.path() / "repodata").size() == 4);
    CHECK(read_as_client(dir.path()).find("aardvark") == std::string::npos);
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
        names.push_back(entry.path().filename().string());
    CHECK(names.size() == 2);
}

TEST_CASE("no package at all is a repository too, whatever else lies there") {
    const test::Dir dir;
    two_packages(dir);
    repo::write_repository(dir.path(), {}, epoch);
    CHECK(read_as_client(dir.path()).find("package") == std::string::npos);
}

TEST_CASE("a failure names the file, prints nothing itself and leaves the old index alone") {
    const test::Dir dir;
    auto packages = two_packages(dir);
    repo::write_repository(dir.path(), packages, epoch);
    const auto before = contents(dir.path() / "repodata");

    const auto write = [&](const std::filesystem::path& package) {
        packages.back() = package;
        repo::write_repository(dir.path(), packages, epoch);
    };
    dir.write("text.rpm", "no package\n");
    dir.write("cut.rpm", fs::read_file(dir.path() / packages.front()).substr(0, 1000));
    const std::string printed = test::stderr_of(dir, [&] {
        CHECK_THROWS_WITH_AS(write("text.rpm"),
                             doctest::Contains("text.rpm: cannot be put into a repository: "),
                             report::Error);
        CHECK_THROWS_WITH_AS(write("cut.rpm"), doctest::Contains("BAD, read returned"),
                             report::Error);
    });
    CHECK(printed == "");
    CHECK_THROWS_WITH_AS(write("missing.rpm"),
                         doctest::Contains("missing.rpm: cannot read: No such file"),
                         report::Error);
    CHECK_THROWS_WITH_AS(write("../elsewhere.rpm"),
                         doctest::Contains("elsewhere.rpm: is not below the repository"),
                         report::Error);
    CHECK_THROWS_WITH_AS(write("/elsewhere.rpm"), doctest::Contains("is not below the repository"),
                         report::Error);

    CHECK(contents(dir.path() / "repodata") == before);
    std::size_t entries = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
        entries += entry.path().filename().string().front() == '.' ? 1U : 0U;
    CHECK(entries == 0);
}

TEST_CASE("a directory that cannot be written to is an error with its name") {
    const test::Dir dir;
    CHECK_THROWS_WITH_AS(repo::write_repository(dir.path() / "nowhere", {}, epoch),
                         doctest::Contains("nowhere"), report::Error);
}
