#include "lib/fs/file.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

#include <clocale>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace calpkg;
using stage::StagedEntry;
using tar::Compression;
using test::directory_entry;
using test::file_entry;
using test::link_entry;
using test::text_entry;

namespace {

/// Entries of every kind, read from sources in a directory of the caller's choice.
std::vector<StagedEntry> sample(const test::Dir& dir, const std::string& sources) {
    return {directory_entry("/opt/calamari"),
            file_entry("/opt/calamari/Größe €", dir.write(sources + "/a", "content", 0640)),
            file_entry("/opt/calamari/" + std::string(200, 'n'), dir.write(sources + "/b", "b")),
            text_entry("/opt/calamari/text", "text"),
            link_entry("/opt/calamari/link", StagedEntry::Kind::symlink, "Größe €"),
            link_entry("/opt/calamari/hard", StagedEntry::Kind::hardlink, "/opt/calamari/text")};
}

std::string tar_of(const std::vector<StagedEntry>& entries,
                   const std::filesystem::path& destination, Compression compression) {
    test::stage_all(entries, destination, compression);
    std::string bytes = fs::read_file(destination);
    std::filesystem::remove(destination);
    return bytes;
}

/// The process as another user, time zone, language and umask would have it.
class OtherSurroundings {
public:
    explicit OtherSurroundings(const char* locale) : umask_(umask(0077)) {
        setenv("TZ", "Asia/Tokyo", 1);
        tzset();
        std::setlocale(LC_ALL, locale);
        if (geteuid() == 0) seteuid_to(65534);
    }
    ~OtherSurroundings() {
        if (getuid() == 0) seteuid_to(0);
        std::setlocale(LC_ALL, "C");
        unsetenv("TZ");
        tzset();
        umask(umask_);
    }
    OtherSurroundings(const OtherSurroundings&) = delete;
    OtherSurroundings& operator=(const OtherSurroundings&) = delete;

private:
    static void seteuid_to(uid_t user) { REQUIRE(seteuid(user) == 0); }
    mode_t umask_;
};

} // namespace

TEST_CASE("equal entries give equal bytes whatever user, umask, time zone, language and place") {
    const test::Dir dir;
    REQUIRE(chmod(dir.path().c_str(), 0777) == 0);
    const std::vector<StagedEntry> here = sample(dir, "here");
    const std::vector<StagedEntry> there = sample(dir, "somewhere/else");
    for (const char* below : {"here/a", "somewhere/else/a"})
        REQUIRE(chmod((dir.path() / below).c_str(), 0644) == 0);
    REQUIRE(chmod((dir.path() / "somewhere/else/b").c_str(), 0755) == 0);

    for (const Compression compression : {Compression::none, Compression::gzip}) {
        const std::string first = tar_of(here, dir.path() / "first.tar", compression);
        for (const char* locale : {"C", "C.UTF-8"}) {
            CAPTURE(locale);
            const OtherSurroundings surroundings(locale);
            CHECK((tar_of(there, dir.path() / "other.tar", compression) == first));
        }
    }
}

TEST_CASE("the archive's mode is 0644 whatever the umask") {
    const test::Dir dir;
    const mode_t before = umask(0077);
    test::stage_all({text_entry("/f", "x")}, dir.path() / "x.tar");
    umask(before);
    struct stat status {};
    REQUIRE(stat((dir.path() / "x.tar").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0644);
}

TEST_CASE("a gzip header carries no flag, name or time") {
    const test::Dir dir;
    const std::string bytes =
        tar_of({text_entry("/f", "x")}, dir.path() / "x.tar.gz", Compression::gzip);
    CHECK(bytes.substr(0, 10) == std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10));
}

TEST_CASE("the caller's locale is its own again afterwards") {
    const test::Dir dir;
    const locale_t before = uselocale(nullptr);
    test::stage_all({text_entry("/Größe", "x")}, dir.path() / "x.tar");
    CHECK(uselocale(nullptr) == before);
}
