#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/metadata/metadata_file.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <map>
#include <sys/stat.h>

using namespace calpkg;

namespace {

/// What createrepo_c writes, as a zlib of `level` would have it.
void make_index(const std::filesystem::path& directory, int level) {
    const auto result = test::run({"python3", "-c", R"(
import gzip, hashlib, os, sys
top, level = sys.argv[1], int(sys.argv[2])
text = b''.join(b'<package>%d</package>' % number for number in range(5000))
def packed(path):
    with open(path, 'wb') as out:
        gzip.GzipFile('', 'wb', level, out, 0).write(text)
    return hashlib.sha256(open(path, 'rb').read()).hexdigest()
path = os.path.join(top, 'new')
digest = packed(path)
os.rename(path, os.path.join(top, digest + '-primary.xml.gz'))
packed(os.path.join(top, 'other.xml.gz'))
open(os.path.join(top, 'filelists.xml'), 'wb').write(text)
record = """  <data type="%s">
    <checksum type="sha256">%s</checksum>
    <open-checksum type="sha256">%s</open-checksum>
    <location href="repodata/%s"/>
    <timestamp>5</timestamp>
    <size>1</size>
    <open-size>%d</open-size>
  </data>
"""
opened = hashlib.sha256(text).hexdigest()
names = [('primary', digest + '-primary.xml.gz'), ('other', 'other.xml.gz'),
         ('filelists', 'filelists.xml')]
open(os.path.join(top, 'repomd.xml'), 'w').write(
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<repomd xmlns="http://linux.duke.edu/metadata/repo">\n  <revision>5</revision>\n' +
    ''.join(record % (kind, digest if name.endswith('.gz') else opened, opened, name, len(text))
            for kind, name in names) + '</repomd>\n')
)",
                                   directory.string(), std::to_string(level)});
    REQUIRE_MESSAGE(result.ok(), result.err);
}

std::map<std::string, std::string> files(const std::filesystem::path& directory) {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        found[entry.path().filename().string()] = fs::read_file(entry.path());
    return found;
}

} // namespace

TEST_CASE("an index has the same bytes, however zlib packed it, and says the truth of them") {
    const test::Dir one, other;
    make_index(one.path(), 1);
    make_index(other.path(), 9);
    CHECK(files(one.path()) != files(other.path()));
    repo::encode_metadata(one.path(), 1404216000);
    repo::encode_metadata(other.path(), 1404216000);
    const auto made = files(one.path());
    CHECK(made == files(other.path()));
    CHECK(made.size() == 4);

    const repo::Repomd repomd(made.at("repomd.xml"), "repomd.xml");
    for (const repo::MetadataRecord& record : repomd.records()) {
        const std::string& bytes = made.at(record.href.substr(record.href.find('/') + 1));
        CAPTURE(record.href);
        CHECK(hash::sha256(bytes) == record.checksum);
        if (record.type == "primary")
            CHECK(record.href == "repodata/" + record.checksum + "-primary.xml.gz");
        if (record.type != "filelists")
            CHECK(made.at("repomd.xml").find("<size>" + std::to_string(bytes.size()) + "</size>") !=
                  std::string::npos);
        struct stat status {};
        const auto path = one.path() / std::filesystem::path(record.href).filename();
        REQUIRE(stat(path.c_str(), &status) == 0);
        if (record.type != "filelists") CHECK(status.st_mtime == 1404216000);
    }
    CHECK(made.at("repomd.xml").find(hash::sha256(made.at("filelists.xml")) + "</open-checksum>") !=
          std::string::npos);
    CHECK(repo::metadata_text(one.path() / "other.xml.gz") == made.at("filelists.xml"));
}

TEST_CASE("createrepo_c's names of checksums are known, and others are not") {
    using hash::Algorithm;
    CHECK(repo::checksum_algorithm("sha") == Algorithm::sha1);
    CHECK(repo::checksum_algorithm("sha256") == Algorithm::sha256);
    CHECK(repo::checksum_algorithm("md5") == Algorithm::md5);
    CHECK_FALSE(repo::checksum_algorithm("crc32").has_value());
}
