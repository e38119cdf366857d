#include "lib/doctor/firewall.hpp"
#include "lib/report/text.hpp"

#include <charconv>
#include <map>
#include <vector>

namespace calpkg::doctor {

namespace {

/// A tag of XML: its name, with "/" in front at an element's end, and attributes. firewalld's files have no more
/// than elements with attributes.
struct Tag {
    std::string name;
    std::map<std::string, std::string> attributes;
};

/// Attributes are NAME="VALUE" or NAME='VALUE'.
std::map<std::string, std::string> attributes_of(std::string_view text) {
    std::map<std::string, std::string> attributes;
    for (;;) {
        const std::size_t begin = text.find_first_not_of(" \t\r\n/");
        const std::size_t equals = text.find('=');
        if (begin == std::string_view::npos || equals == std::string_view::npos ||
            equals + 1 >= text.size())
            return attributes;
        const std::size_t end = text.find(text[equals + 1], equals + 2);
        if (end == std::string_view::npos) return attributes;
        attributes[std::string(text.substr(begin, equals - begin))] =
            text.substr(equals + 2, end - equals - 2);
        text.remove_prefix(end + 1);
    }
}

std::vector<Tag> tags_of(std::string_view xml) {
    constexpr std::string_view comment = "<!--", comment_end = "-->";
    std::vector<Tag> tags;
    for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at)) {
        const bool is_comment = xml.substr(at).starts_with(comment);
        const std::size_t end = is_comment ? xml.find(comment_end, at) : xml.find('>', at);
        if (end == std::string_view::npos) break;
        if (!is_comment) {
            const std::string_view inside = xml.substr(at + 1, end - at - 1);
            const std::size_t name =
                inside.find_first_of(" \t\r\n/", inside.starts_with('/') ? 1 : 0);
            tags.push_back({std::string(inside.substr(0, name)),
                            name == std::string_view::npos ? std::map<std::string, std::string>{}
                                                           : attributes_of(inside.substr(name))});
        }
        at = end;
    }
    return tags;
}

/// Whether a tag <port protocol="tcp" port="4505-4506"/> has the port.
bool has_port(const Tag& tag, unsigned port) {
    const auto protocol = tag.attributes.find("protocol"), range = tag.attributes.find("port");
    if (tag.name != "port" || range == tag.attributes.end()) return false;
    if (protocol == tag.attributes.end() || protocol->second != "tcp") return false;
    unsigned first = 0, last = 0;
    const char* const end = range->second.data() + range->second.size();
    const auto begin = std::from_chars(range->second.data(), end, first);
    last = first;
    if (begin.ptr != end && *begin.ptr == '-') std::from_chars(begin.ptr + 1, end, last);
    return first <= port && port <= last;
}

std::string attribute(const Tag& tag, const std::string& name) {
    const auto found = tag.attributes.find(name);
    return found == tag.attributes.end() ? std::string() : found->second;
}

} // namespace

bool service_has(std::string_view service, unsigned port) {
    for (const Tag& tag : tags_of(service))
        if (has_port(tag, port)) return true;
    return false;
}

bool is_bound(std::string_view zone) {
    for (const Tag& tag : tags_of(zone))
        if (tag.name == "interface" || tag.name == "source") return true;
    return false;
}

bool zone_lets_in(std::string_view zone, unsigned port,
                  const std::function<std::string(const std::string&)>& service) {
    bool in_rule = false,
         passes = false; // a rich rule, and whether it is about this port: what is done follows
    for (const Tag& tag : tags_of(zone)) {
        const bool port_tag = tag.name == "port", service_tag = tag.name == "service";
        const bool names_it = has_port(tag, port) ||
                              (service_tag && service_has(service(attribute(tag, "name")), port));
        if (tag.name == "zone" && attribute(tag, "target") == "ACCEPT") return true;
        if (names_it && !in_rule) return true;
        if (tag.name == "rule")
            in_rule = passes = true; // with neither port nor service it is about all
        if (tag.name == "/rule") in_rule = false;
        if (in_rule && (port_tag || service_tag)) passes = names_it;
        if (in_rule && passes && tag.name == "accept") return true;
    }
    return false;
}

} // namespace calpkg::doctor
