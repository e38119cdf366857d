#include "lib/egg/check/check.hpp"
#include "lib/egg/directory_egg.hpp"
#include "lib/egg/links.hpp"
#include "lib/egg/zip_egg.hpp"

#include <fmt/format.h>

namespace calpkg::egg {

namespace {

using report::Finding;
using report::Findings;
using report::Severity;

Finding found(const Egg& egg, const std::string& member, std::string message) {
    const std::string remedy =
        member.ends_with('/')
            ? "put the directory itself in its place"
            : fmt::format("put the file itself in its place: 'cal-pkg egg patch EGG --replace "
                          "{}=FILE'",
                          member);
    return {"link-member", Severity::error, subject_of(egg, member), std::move(message), remedy};
}

std::string target_in_zip(const ZipEgg& egg, std::size_t index) {
    constexpr std::uint64_t longest = 4096; // PATH_MAX
    try {
        return fmt::format(" to '{}'", egg.read_at(index, longest));
    } catch (const report::Error&) {
        return {}; // check_members() says what is wrong with it
    }
}

void check_zip(const ZipEgg& egg, Findings& findings) {
    const std::vector<zip::ZipEntry>& entries = egg.directory().entries;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (zip::is_link(entries[i]))
            findings.push_back(found(
                egg, entries[i].name,
                fmt::format("is a symbolic link{}, which Python does not follow in a zip file: "
                            "it takes the link's text for the file's content",
                            target_in_zip(egg, i))));
        else if (zip::is_special(entries[i]))
            findings.push_back(found(egg, entries[i].name,
                                     "is marked as a device, a pipe or a directory: unpackers do "
                                     "not make a file of it"));
    }
}

void check_directory(const Egg& egg, Findings& findings) {
    const bool on_disk = dynamic_cast<const DirectoryEgg*>(&egg) != nullptr;
    for (std::size_t i = 0; i < egg.members().size(); ++i) {
        const Member& member = egg.members()[i];
        if (member.link.empty()) continue;
        const LinkEnd end = follow(egg, member);
        bool readable = true;
        try {
            if (end.kind == LinkEnd::Kind::outside && !member.directory && on_disk) egg.read_at(i);
        } catch (const report::Error&) {
            readable = false;
        }
        const std::string link = fmt::format("is a symbolic link to '{}', ", member.link);
        if (end.kind == LinkEnd::Kind::nowhere || !readable) {
            findings.push_back(found(egg, member.name, link + "which is not there"));
        } else if (end.kind == LinkEnd::Kind::outside) {
            findings.push_back(found(egg, member.name,
                                     link + "outside of the egg: it is neither checked nor "
                                            "repaired here, and missing where the egg is moved"));
            findings.back().severity = Severity::warning;
        }
    }
}

} // namespace

Findings check_links(const Egg& egg) {
    Findings findings;
    if (const auto* zip = dynamic_cast<const ZipEgg*>(&egg))
        check_zip(*zip, findings);
    else
        check_directory(egg, findings);
    return findings;
}

} // namespace calpkg::egg
