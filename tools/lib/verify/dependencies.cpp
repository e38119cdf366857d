#include "lib/verify/dependencies.hpp"

#include "lib/xml/document.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

namespace calpkg::verify {

namespace {

/// A kind of dependency: the element's name and the tags of its names, flags and versions.
struct Kind {
    const char* element;
    std::uint32_t names, flags, versions;
};
constexpr std::array kKinds{
    Kind{"provides", 1047, 1112, 1113},    Kind{"requires", 1049, 1048, 1050},
    Kind{"conflicts", 1054, 1053, 1055},   Kind{"obsoletes", 1090, 1114, 1115},
    Kind{"recommends", 5046, 5048, 5047},  Kind{"suggests", 5049, 5051, 5050},
    Kind{"supplements", 5052, 5054, 5053}, Kind{"enhances", 5055, 5057, 5056}};

/// "name LE 0:1.2-3", as rpm's sense bits (less, greater, equal) and version say.
std::string text_of(const std::string& name, std::uint64_t flags, std::string version) {
    constexpr std::array senses{"", "LT", "GT", "", "EQ", "LE", "GE", ""};
    const char* sense = senses[(flags >> 1) & 7];
    if (*sense == '\0' || version.empty()) return name;
    if (version.find(':') == std::string::npos) version.insert(0, "0:");
    return fmt::format("{} {} {}", name, sense, version);
}

std::set<std::string> of_header(const rpm::RawHeader& header, const Kind& kind) {
    const std::vector<std::string> names = header.strings(kind.names);
    const std::vector<std::string> versions = header.strings(kind.versions);
    const std::vector<std::uint64_t> flags = header.numbers(kind.flags);
    std::set<std::string> all;
    for (std::size_t i = 0; i < names.size(); ++i)
        all.insert(text_of(names[i], i < flags.size() ? flags[i] : 0,
                           i < versions.size() ? versions[i] : ""));
    return all;
}

std::set<std::string> of_entry(const xml::Node* format, const char* element) {
    std::set<std::string> all;
    for (xml::Node* entry : xml::children(xml::child(format, element), "entry")) {
        std::string text = xml::attribute(entry, "name");
        if (const std::string flags = xml::attribute(entry, "flags"); !flags.empty()) {
            const std::string release = xml::attribute(entry, "rel");
            text += fmt::format(" {} {}:{}{}", flags, xml::attribute(entry, "epoch"),
                                xml::attribute(entry, "ver"), release.empty() ? "" : "-" + release);
        }
        all.insert(text);
    }
    return all;
}

bool may_be_left_out(const std::string& text) {
    return text.starts_with("rpmlib(") || text.starts_with("/") || text.starts_with("libc.so.6");
}

} // namespace

std::vector<std::string> dependency_faults(const xml::Node* format, const rpm::RawHeader& header) {
    std::vector<std::string> faults;
    // createrepo_c leaves out what is required by a name that the package provides.
    const std::vector<std::string> names = header.strings(kKinds.front().names);
    const std::set<std::string> provided(names.begin(), names.end());
    for (const Kind& kind : kKinds) {
        const bool requires_ = std::string_view(kind.element) == "requires";
        const std::set<std::string> real = of_header(header, kind);
        const std::set<std::string> said = of_entry(format, kind.element);
        for (const std::string& one : said)
            if (!real.contains(one))
                faults.push_back(fmt::format("{} has {}, the package has not", kind.element, one));
        for (const std::string& one : real)
            if (!said.contains(one) && !may_be_left_out(one) &&
                !(requires_ && provided.contains(one.substr(0, one.find(' ')))))
                faults.push_back(fmt::format("{} lacks {}", kind.element, one));
    }
    return faults;
}

} // namespace calpkg::verify
