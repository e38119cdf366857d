#include "lib/repo/metadata/metadata_file.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/verify/index_entry.hpp"
#include "lib/verify/package.hpp"
#include "lib/xml/document.hpp"
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// The text of one list of an index: "primary", "filelists", "other".
std::string list_of(const test::SmallRepository& site, const std::string& name) {
    for (const auto& entry : std::filesystem::directory_iterator(site.at("repodata")))
        if (entry.path().filename().string().find("-" + name + ".") != std::string::npos)
            return repo::metadata_text(entry.path());
    return {};
}

struct Change {
    const char* before;
    const char* after;
    const char* fault; ///< a part of the only one that is told
};

/// What is told of an entry with one change; and that nothing is told without it.
template <typename Faults>
void check(const std::string& text, const char* root, const verify::PackageFacts& package,
           const std::vector<Change>& changes, Faults faults_of) {
    const auto faults = [&](const std::string& list) {
        const auto document = xml::parse(list, "list", root);
        return faults_of(xml::child(xml::root_of(*document), "package"), package);
    };
    CHECK(faults(text).empty());
    for (const Change& change : changes) {
        CAPTURE(change.before);
        std::string other = text;
        const std::size_t at = other.find(change.before);
        REQUIRE(at != std::string::npos);
        other.replace(at, std::string(change.before).size(), change.after);
        const std::vector<std::string> told = faults(other);
        REQUIRE(told.size() >= 1);
        CHECK_MESSAGE(told.front().find(change.fault) != std::string::npos, told.front());
    }
}

} // namespace

TEST_CASE("each field of an index that differs from the package is told") {
    const test::SmallRepository site;
    const verify::PackageFacts facts = *verify::examine_package(site.package(), "p").facts;
    check(list_of(site, "primary"), "metadata", facts,
          {{"<name>tiny", "<name>tinx", "name is 'tinx', not 'tiny'"},
           {"<arch>noarch", "<arch>x86_64", "architecture is 'x86_64'"},
           {"epoch=\"0\" ver=\"1\"", "epoch=\"1\" ver=\"1\"", "epoch is '1'"},
           {"ver=\"1\"", "ver=\"2\"", "version is '2'"},
           {"rel=\"1\"", "rel=\"2\"", "release is '2'"},
           {"<summary>Tiny", "<summary>Big", "summary is 'Big"},
           {"<description>For", "<description>Of", "description is 'Of"},
           {"<url>https", "<url>http", "URL is 'http:"},
           {"build=\"", "build=\"1", "build time is '1"},
           {"<size package=\"", "<size package=\"1", "size is '1"},
           {"installed=\"", "installed=\"1", "installed size is '1"},
           {"archive=\"", "archive=\"1", "size of the archive is '1"},
           {"<rpm:license>MIT", "<rpm:license>BSD", "license is 'BSD'"},
           {"<rpm:vendor>Example", "<rpm:vendor>Other", "vendor is 'Other'"},
           {"<rpm:buildhost>", "<rpm:buildhost>x", "build host is 'x"},
           {"<rpm:sourcerpm>", "<rpm:sourcerpm>x", "source package is 'x"},
           {"header-range start=\"", "header-range start=\"1", "begin of the header is '1"},
           {"end=\"", "end=\"1", "end of the header is '1"},
           {"name=\"supervisor\" flags=\"GE\"", "name=\"supervisor\" flags=\"LE\"",
            "requires has supervisor LE 0:3.0"},
           {"name=\"small\"", "name=\"large\"", "provides has large EQ 2:1.0-1"},
           {"name=\"old\"", "name=\"new\"", "obsoletes has new LT 0:1"}},
          verify::primary_faults);
    check(list_of(site, "filelists"), "filelists", facts,
          {{"name=\"tiny\"", "name=\"tinx\"", "name is 'tinx'"},
           {"arch=\"noarch\"", "arch=\"src\"", "architecture is 'src'"},
           {"/opt/tiny/link", "/opt/tiny/lin", "the package has no such file: /opt/tiny/lin"},
           {"type=\"dir\"", "type=\"file\"", "the package has no such file: /opt/tiny"},
           {" type=\"ghost\"", "", "the package has no such file: /var/lib/tiny.ghost"},
           {"<file>/opt/tiny/link</file>", "", "/opt/tiny/link is not listed"}},
          verify::filelists_faults);
    check(list_of(site, "other"), "otherdata", facts,
          {{"ver=\"1\"", "ver=\"2\"", "version is '2'"},
           {"author=\"Ada", "author=\"Eve", "its changelog has no entry of"}},
          verify::other_faults);
}

TEST_CASE("blanks behind a changelog's author, which createrepo_c leaves out, are no difference") {
    const test::SmallRepository site;
    verify::PackageFacts facts = *verify::examine_package(site.package(), "p").facts;
    const auto faults = [&](const std::string& blanks) {
        std::vector<std::string> names = facts.header.strings(rpm::tag::changelog_name);
        for (std::string& name : names) name += blanks;
        facts.header.put_strings(rpm::tag::changelog_name, rpm::TagType::string_array, names);
        const auto document = xml::parse(list_of(site, "other"), "list", "otherdata");
        return verify::other_faults(xml::child(xml::root_of(*document), "package"), facts);
    };
    CHECK(faults("  ").empty());
    CHECK(faults(" x").size() == 1);
}
