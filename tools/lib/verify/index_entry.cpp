#include "lib/verify/index_entry.hpp"

#include "lib/report/utf8.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/verify/dependencies.hpp"
#include "lib/xml/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace calpkg::verify {

namespace {

namespace tag = rpm::tag;
using xml::attribute;
using xml::child;
using xml::content;

constexpr std::uint32_t kSummary = 1004, kDescription = 1005, kBuildHost = 1007, kVendor = 1011,
                        kLicense = 1014, kPackager = 1015, kGroup = 1016, kUrl = 1020;

/// Gathers what differs.
class Comparison {
public:
    void hold(const std::string& what, const std::string& said, const std::string& is) {
        if (said != is) faults.push_back(fmt::format("{} is '{}', not '{}'", what, said, is));
    }
    void hold(const std::string& what, const std::string& said, std::uint64_t is) {
        hold(what, said, std::to_string(is));
    }
    /// createrepo_c takes what is not UTF-8 for another encoding.
    void hold_text(const std::string& what, xml::Node* node, const std::string& is) {
        if (report::is_utf8(is)) hold(what, content(node), is);
    }
    std::vector<std::string> faults;
};

void compare_version(Comparison& comparison, xml::Node* version, const rpm::RawHeader& header) {
    comparison.hold("epoch", attribute(version, "epoch"), header.number(tag::epoch));
    comparison.hold("version", attribute(version, "ver"), header.text(tag::version));
    comparison.hold("release", attribute(version, "rel"), header.text(tag::release));
}

std::uint64_t either(const rpm::RawHeader& header, std::uint32_t one, std::uint32_t other) {
    return header.has(one) ? header.number(one) : header.number(other);
}

std::uint64_t archive_size(const PackageFacts& package) {
    const std::uint64_t sealed =
        either(package.signature, tag::seal::payload_size, tag::seal::long_payload_size);
    return sealed != 0 ? sealed : package.header.number(tag::archive_size);
}

void compare_format(Comparison& comparison, xml::Node* format, const PackageFacts& package) {
    const rpm::RawHeader& header = package.header;
    comparison.hold_text("license", child(format, "license"), header.text(kLicense));
    comparison.hold_text("vendor", child(format, "vendor"), header.text(kVendor));
    comparison.hold_text("group", child(format, "group"), header.text(kGroup));
    comparison.hold_text("build host", child(format, "buildhost"), header.text(kBuildHost));
    comparison.hold_text("source package", child(format, "sourcerpm"),
                         header.text(tag::source_rpm));
    xml::Node* range = child(format, "header-range");
    comparison.hold("begin of the header", attribute(range, "start"), package.header_begin);
    comparison.hold("end of the header", attribute(range, "end"), package.header_end);
    for (const std::string& fault : dependency_faults(format, header))
        comparison.faults.push_back(fault);
}

std::set<ListedFile> files_in(xml::Node* entry) {
    std::set<ListedFile> files;
    for (xml::Node* file : xml::children(entry, "file")) {
        const std::string type = attribute(file, "type");
        files.insert({content(file), type == "dir", type == "ghost"});
    }
    return files;
}

/// Index files know directories or ghosts, no directories that are ghosts.
std::set<ListedFile> as_listed(const PackageFacts& package) {
    std::set<ListedFile> files;
    for (ListedFile file : package.files) {
        file.ghost = file.ghost && !file.directory;
        files.insert(file);
    }
    return files;
}

void compare_files(Comparison& comparison, xml::Node* entry, const PackageFacts& package,
                   bool all) {
    const std::set<ListedFile> said = files_in(entry);
    const std::set<ListedFile> real = as_listed(package);
    for (const ListedFile& file : said)
        if (!real.contains(file))
            comparison.faults.push_back("the package has no such " +
                                        std::string(file.directory ? "directory" : "file") + ": " +
                                        file.path);
    if (!all) return;
    for (const ListedFile& file : real)
        if (!said.contains(file) && report::is_utf8(file.path))
            comparison.faults.push_back(file.path + " is not listed");
}

void compare_head(Comparison& comparison, xml::Node* entry, const PackageFacts& package) {
    comparison.hold("name", attribute(entry, "name"), package.header.text(tag::name));
    comparison.hold("architecture", attribute(entry, "arch"), package.arch());
    compare_version(comparison, child(entry, "version"), package.header);
}

} // namespace

std::vector<std::string> primary_faults(xml::Node* entry, const PackageFacts& package) {
    const rpm::RawHeader& header = package.header;
    Comparison comparison;
    comparison.hold("name", content(child(entry, "name")), header.text(tag::name));
    comparison.hold("architecture", content(child(entry, "arch")), package.arch());
    compare_version(comparison, child(entry, "version"), header);
    comparison.hold_text("summary", child(entry, "summary"), header.text(kSummary));
    comparison.hold_text("description", child(entry, "description"), header.text(kDescription));
    comparison.hold_text("packager", child(entry, "packager"), header.text(kPackager));
    comparison.hold_text("URL", child(entry, "url"), header.text(kUrl));
    comparison.hold("build time", attribute(child(entry, "time"), "build"),
                    header.number(tag::build_time));
    xml::Node* size = child(entry, "size");
    comparison.hold("size", attribute(size, "package"), package.size);
    comparison.hold("installed size", attribute(size, "installed"),
                    either(header, tag::size, tag::long_size));
    comparison.hold("size of the archive", attribute(size, "archive"), archive_size(package));
    xml::Node* format = child(entry, "format");
    compare_format(comparison, format, package);
    compare_files(comparison, format, package, false);
    return comparison.faults;
}

std::vector<std::string> filelists_faults(xml::Node* entry, const PackageFacts& package) {
    Comparison comparison;
    compare_head(comparison, entry, package);
    compare_files(comparison, entry, package, true);
    return comparison.faults;
}

std::vector<std::string> other_faults(xml::Node* entry, const PackageFacts& package) {
    Comparison comparison;
    compare_head(comparison, entry, package);
    const std::vector<std::uint64_t> times = package.header.numbers(tag::changelog_time);
    std::vector<std::string> names = package.header.strings(tag::changelog_name);
    for (std::string& name : names) // as createrepo_c writes them
        name.erase(name.find_last_not_of(' ') + 1);
    std::set<std::string> real;
    for (std::size_t i = 0; i < std::min(times.size(), names.size()); ++i)
        real.insert(std::to_string(times[i]) + " " + names[i]);
    const bool text = std::ranges::all_of(names, report::is_utf8);
    for (xml::Node* change : xml::children(entry, "changelog")) {
        const std::string one = attribute(change, "date") + " " + attribute(change, "author");
        // createrepo_c moves entries of one day apart by a second each.
        const bool known = std::ranges::any_of(
            names, [&](const std::string& name) { return one.ends_with(" " + name); });
        if (text && !real.contains(one) && !known)
            comparison.faults.push_back("its changelog has no entry of " + one);
    }
    return comparison.faults;
}

} // namespace calpkg::verify
