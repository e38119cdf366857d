#include "lib/repo/repomd.hpp"

#include "lib/report/error.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <new>
#include <string_view>

namespace calpkg::repo {

namespace {

const xmlChar* as_xml(const std::string& text) {
    return reinterpret_cast<const xmlChar*>(text.c_str());
}

std::string taken(xmlChar* text) {
    if (text == nullptr) return {};
    std::string copy(reinterpret_cast<const char*>(text));
    xmlFree(text);
    return copy;
}

bool is_element(const xmlNode* node, std::string_view name) {
    return node->type == XML_ELEMENT_NODE && name == reinterpret_cast<const char*>(node->name);
}

xmlNode* child(const xmlNode* parent, std::string_view name) {
    for (xmlNode* node = parent->children; node != nullptr; node = node->next)
        if (is_element(node, name)) return node;
    return nullptr;
}

std::string content(const xmlNode* node) {
    return node == nullptr ? std::string() : taken(xmlNodeGetContent(node));
}

std::string attribute(xmlNode* node, const char* name) {
    return node == nullptr ? std::string() : taken(xmlGetProp(node, as_xml(name)));
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
    const std::string time = content(child(data, "timestamp"));
    std::from_chars(time.data(), time.data() + time.size(), record.timestamp);
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
    std::vector<xmlNode*> found;
    for (xmlNode* node = xmlDocGetRootElement(&document)->children; node != nullptr;
         node = node->next)
        if (is_element(node, "data")) found.push_back(node);
    return found;
}

/// Throws report::Error unless it is XML whose root is `root`.
std::shared_ptr<xmlDoc> parse(const std::string& text, const std::string& subject,
                              std::string_view root) {
    constexpr int options = XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOERROR |
                            XML_PARSE_NOWARNING | XML_PARSE_HUGE;
    std::shared_ptr<xmlDoc> document;
    if (text.size() <= INT_MAX)
        document.reset(xmlReadMemory(text.data(), static_cast<int>(text.size()), subject.c_str(),
                                     nullptr, options),
                       xmlFreeDoc);
    const xmlNode* top = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (top == nullptr || !is_element(top, root))
        throw report::Error(subject, "is damaged",
                            "restore it, or make it again with createrepo_c");
    return document;
}

} // namespace

Repomd::Repomd(const std::string& text, const std::string& subject)
    : document_(parse(text, subject, "repomd")) {}

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

std::vector<std::string> locations_in(const std::string& primary, const std::string& subject) {
    const std::shared_ptr<xmlDoc> document = parse(primary, subject, "metadata");
    std::vector<std::string> locations;
    for (xmlNode* package = xmlDocGetRootElement(document.get())->children; package != nullptr;
         package = package->next)
        if (is_element(package, "package"))
            locations.push_back(attribute(child(package, "location"), "href"));
    return locations;
}

bool lists_packages(const std::string& type) {
    constexpr std::string_view kinds[] = {"primary", "filelists", "other"};
    return std::ranges::any_of(kinds, [&](std::string_view kind) {
        return type.starts_with(kind) &&
               (type.size() == kind.size() || type[kind.size()] == '_' || type[kind.size()] == '-');
    });
}

} // namespace calpkg::repo
