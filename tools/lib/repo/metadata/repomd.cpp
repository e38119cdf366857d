#include "lib/repo/metadata/repomd.hpp"

#include "lib/xml/document.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <charconv>
#include <new>
#include <string_view>

namespace calpkg::repo {

namespace {

using xml::attribute;
using xml::child;
using xml::content;
using xml::is_element;

const xmlChar* as_xml(const std::string& text) {
    return reinterpret_cast<const xmlChar*>(text.c_str());
}

std::string taken(xmlChar* text) {
    if (text == nullptr) return {};
    std::string copy(reinterpret_cast<const char*>(text));
    xmlFree(text);
    return copy;
}

std::int64_t number(const std::string& text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

MetadataRecord record_of(xmlNode* data) {
    MetadataRecord record;
    record.type = attribute(data, "type");
    xmlNode* location = child(data, "location");
    record.href = attribute(location, "href");
    record.elsewhere = location != nullptr && xmlHasProp(location, as_xml("base")) != nullptr;
    xmlNode* checksum = child(data, "checksum");
    record.checksum_type = attribute(checksum, "type");
    record.checksum = content(checksum);
    record.timestamp = number(content(child(data, "timestamp")));
    return record;
}

void set_content(xmlNode* node, const std::string& text) {
    if (node != nullptr) xmlNodeSetContent(node, as_xml(text));
}

/// Says that the file of `data` is another one than before; what else was said of the old one goes.
void correct(xmlNode* data, const MetadataRecord& record) {
    set_content(child(data, "checksum"), record.checksum);
    set_content(child(data, "timestamp"), std::to_string(record.timestamp));
    for (const char* name :
         {"size", "open-checksum", "open-size", "header-checksum", "header-size"})
        if (xmlNode* old = child(data, name)) {
            xmlUnlinkNode(old);
            xmlFreeNode(old);
        }
}

/// The elements of the records.
std::vector<xmlNode*> data_of(const xmlDoc& document) {
    return xml::children(xml::root_of(document), "data");
}

} // namespace

Repomd::Repomd(const std::string& text, const std::string& subject)
    : document_(xml::parse(text, subject, "repomd")) {}

std::string Repomd::revision() const {
    return content(child(xmlDocGetRootElement(document_.get()), "revision"));
}

std::vector<MetadataRecord> Repomd::records() const {
    std::vector<MetadataRecord> records;
    for (xmlNode* node : data_of(*document_)) records.push_back(record_of(node));
    return records;
}

std::string Repomd::text() const {
    xmlChar* text = nullptr;
    int size = 0;
    xmlDocDumpFormatMemoryEnc(document_.get(), &text, &size, "UTF-8", 1);
    if (text == nullptr) throw std::bad_alloc();
    return taken(text);
}

void Repomd::set_revision(const std::string& revision) {
    set_content(child(xmlDocGetRootElement(document_.get()), "revision"), revision);
}

void Repomd::set_file(std::size_t record, const MetadataForm& form) {
    xmlNode* data = data_of(*document_).at(record);
    xmlNode* location = child(data, "location");
    if (location != nullptr) xmlSetProp(location, as_xml("href"), as_xml(form.href));
    set_content(child(data, "checksum"), form.checksum);
    set_content(child(data, "size"), std::to_string(form.size));
}

void Repomd::adopt(const Repomd& other, const std::function<bool(MetadataRecord&)>& admit) {
    xmlNode* root = xmlDocGetRootElement(document_.get());
    for (xmlNode* node = xmlDocGetRootElement(other.document_.get())->children; node != nullptr;
         node = node->next) {
        const bool data = is_element(node, "data");
        if (node->type != XML_ELEMENT_NODE || is_element(node, "revision")) continue;
        MetadataRecord record;
        if (data) {
            record = record_of(node);
            if (lists_packages(record.type)) continue;
        }
        const MetadataRecord before = record;
        if (data && !admit(record)) continue;
        xmlNode* copy = nullptr; // unlike xmlDocCopyNode this declares no name space again
        if (xmlDOMWrapCloneNode(nullptr, other.document_.get(), node, &copy, document_.get(), root,
                                1, 0) != 0 ||
            xmlAddChild(root, copy) == nullptr)
            throw std::bad_alloc();
        if (!(record == before)) correct(copy, record);
    }
}

std::vector<ListedPackage> packages_in(const std::string& primary, const std::string& subject) {
    const std::shared_ptr<xmlDoc> document = xml::parse(primary, subject, "metadata");
    std::vector<ListedPackage> packages;
    for (xmlNode* package : xml::children(xml::root_of(*document), "package"))
        packages.push_back({attribute(child(package, "location"), "href"),
                            content(child(package, "checksum")),
                            number(attribute(child(package, "time"), "file"))});
    return packages;
}

bool lists_packages(const std::string& type) {
    constexpr std::string_view kinds[] = {"primary", "filelists", "other"};
    return std::ranges::any_of(kinds, [&](std::string_view kind) {
        return type.starts_with(kind) &&
               (type.size() == kind.size() || type[kind.size()] == '_' || type[kind.size()] == '-');
    });
}

} // namespace calpkg::repo
