// A repository's metadata: what repomd.xml says is said again by the text that is made of it, also
// with another revision and other files.

#include "refusable.hpp"

#include "lib/repo/metadata/repomd.hpp"
#include "lib/xml/document.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;
using fuzz::refusable;

namespace {

constexpr const char* kName = "repomd.xml";

void repomd(const std::string& text) {
    repo::Repomd index(text, kName);
    const auto records = index.records();
    if (repo::Repomd(index.text(), kName).records() != records) std::abort();

    repo::Repomd adopting("<repomd><revision>1</revision></repomd>", kName);
    adopting.adopt(index, [](repo::MetadataRecord&) { return true; });
    std::size_t count = 0;
    for (const repo::MetadataRecord& record : records)
        if (!repo::lists_packages(record.type)) ++count;
    if (repo::Repomd(adopting.text(), kName).records().size() != count) std::abort();

    index.set_revision("7");
    for (std::size_t i = 0; i < records.size(); ++i) index.set_file(i, {"repodata/new", "abc", 5});
    const repo::Repomd changed(index.text(), kName);
    if (!index.revision().empty() && changed.revision() != "7") std::abort();
    for (const repo::MetadataRecord& record : changed.records())
        if (!record.href.empty() && record.href != "repodata/new") std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    refusable([&] { repomd(text); });
    refusable([&] { repo::packages_in(text, "primary.xml"); });
    for (const char* root : {"filelists", "otherdata"})
        refusable([&] {
            const auto document = xml::parse(text, "list.xml", root);
            for (xml::Node* package : xml::children(xml::root_of(*document), "package"))
                for (xml::Node* file : xml::children(package, "file")) {
                    xml::content(file);
                    xml::attribute(file, "type");
                }
        });
    return 0;
}
