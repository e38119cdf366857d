#include "lib/web/page.hpp"

#include "lib/xml/library.hpp"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <new>
#include <string_view>

namespace calpkg::web {

namespace {

struct FreeParser {
    void operator()(htmlParserCtxt* parser) const { htmlFreeParserCtxt(parser); }
};

struct Collector {
    Page page;
    std::vector<std::string> comments; ///< conditional ones
};

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// The value of an attribute, empty when it is not there. `attributes`: name, value, …, null.
std::string_view attribute(const xmlChar** attributes, std::string_view name) {
    if (attributes == nullptr) return {};
    for (; attributes[0] != nullptr; attributes += 2)
        if (view(attributes[0]) == name) return view(attributes[1]);
    return {};
}

/// Whether `rel`, words between white space in any case, holds "stylesheet".
bool is_stylesheet(std::string_view rel) {
    constexpr std::string_view space = " \t\n\f\r";
    constexpr std::string_view wanted = "stylesheet";
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    while (!rel.empty()) {
        const std::size_t end = std::min(rel.find_first_of(space), rel.size());
        if (std::equal(rel.begin(), rel.begin() + static_cast<std::ptrdiff_t>(end), wanted.begin(),
                       wanted.end(), same))
            return true;
        rel.remove_prefix(std::min(end + 1, rel.size()));
    }
    return false;
}

void add(Collector& collector, std::string_view text, bool required, bool require_js = false) {
    if (!text.empty())
        collector.page.references.push_back({std::string(text), required, require_js});
}

// libxml2 calls these two from C: nothing may be thrown out of them.
void on_element(void* user, const xmlChar* name, const xmlChar** attributes) noexcept {
    auto& collector = *static_cast<Collector*>(user);
    const std::string_view element = view(name);
    if (element == "script") {
        add(collector, attribute(attributes, "src"), true);
        add(collector, attribute(attributes, "data-main"), true, true);
    } else if (element == "link" && is_stylesheet(attribute(attributes, "rel"))) {
        add(collector, attribute(attributes, "href"), true);
    } else if (element == "img") {
        add(collector, attribute(attributes, "src"), false);
    } else if (element == "base" && collector.page.base.empty()) {
        collector.page.base = attribute(attributes, "href");
    }
}

void on_script_text(void* user, const xmlChar* text, int size) noexcept {
    static_cast<Collector*>(user)->page.own_scripts.append(reinterpret_cast<const char*>(text),
                                                           static_cast<std::size_t>(size));
}

void on_comment(void* user, const xmlChar* text) noexcept {
    const std::string_view comment = view(text);
    if (comment.starts_with("[if")) static_cast<Collector*>(user)->comments.emplace_back(comment);
}

/// Runs libxml2's parser over `html` without building a tree: no depth is too deep for it.
Collector parse(std::string html) {
    std::replace(html.begin(), html.end(), '\0', ' '); // libxml2 would take it for the end
    Collector collector;
    if (html.empty() || html.size() > INT_MAX) return collector;
    xml::require_library();
    const std::unique_ptr<htmlParserCtxt, FreeParser> parser(htmlNewParserCtxt());
    if (!parser) throw std::bad_alloc();
    *parser->sax = {};
    parser->sax->startElement = on_element;
    parser->sax->comment = on_comment;
    parser->sax->cdataBlock = on_script_text; // libxml2 gives scripts (and styles) so
    parser->userData = &collector;
    htmlCtxtReadMemory(
        parser.get(), html.data(), static_cast<int>(html.size()), nullptr, nullptr,
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    return collector;
}

} // namespace

Page read_page(std::string html) {
    Collector collector = parse(std::move(html));
    for (std::string& comment : collector.comments) {
        for (PageReference& reference : parse(std::move(comment)).page.references) {
            reference.required = false;
            collector.page.references.push_back(std::move(reference));
        }
    }
    return std::move(collector.page);
}

} // namespace calpkg::web
