#include "lib/xml/document.hpp"

#include "lib/report/error.hpp"
#include "lib/xml/library.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <climits>

namespace calpkg::xml {

namespace {

std::string taken(xmlChar* text) {
    if (text == nullptr) return {};
    std::string copy(reinterpret_cast<const char*>(text));
    xmlFree(text);
    return copy;
}

} // namespace

std::shared_ptr<xmlDoc> parse(const std::string& text, const std::string& subject,
                              std::string_view root) {
    constexpr int options = XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOERROR |
                            XML_PARSE_NOWARNING | XML_PARSE_HUGE;
    require_library();
    std::shared_ptr<xmlDoc> document;
    // Entities, which unfold a kilobyte into gigabytes while it is read, are declared there only, and no index has one.
    if (text.size() <= INT_MAX && text.find("<!DOCTYPE") == std::string::npos)
        document.reset(xmlReadMemory(text.data(), static_cast<int>(text.size()), subject.c_str(),
                                     "UTF-8", options),
                       xmlFreeDoc);
    const xmlNode* top = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (top == nullptr || !is_element(top, root))
        throw report::Error(subject, "is damaged",
                            "restore it, or make it again with createrepo_c");
    return document;
}

xmlNode* root_of(const xmlDoc& document) { return xmlDocGetRootElement(&document); }

bool is_element(const xmlNode* node, std::string_view name) {
    return node->type == XML_ELEMENT_NODE && name == reinterpret_cast<const char*>(node->name);
}

xmlNode* child(const xmlNode* parent, std::string_view name) {
    const std::vector<xmlNode*> all = children(parent, name);
    return all.empty() ? nullptr : all.front();
}

std::vector<xmlNode*> children(const xmlNode* parent, std::string_view name) {
    std::vector<xmlNode*> found;
    if (parent == nullptr) return found;
    for (xmlNode* node = parent->children; node != nullptr; node = node->next)
        if (is_element(node, name)) found.push_back(node);
    return found;
}

std::string content(const xmlNode* node) {
    return node == nullptr ? std::string() : taken(xmlNodeGetContent(node));
}

std::string attribute(xmlNode* node, const char* name) {
    return node == nullptr ? std::string()
                           : taken(xmlGetProp(node, reinterpret_cast<const xmlChar*>(name)));
}

} // namespace calpkg::xml
