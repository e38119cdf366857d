#include "lib/egg/check/check.hpp"
#include "lib/egg/zip_egg.hpp"
#include "lib/report/utf8.hpp"
#include "lib/zip/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace calpkg::egg {

namespace {

using report::Finding;
using report::Findings;
using report::Severity;

constexpr std::uint64_t kLargestTotal = 1U << 30;

/// What makes `name` dangerous to unpack, or "".
std::string danger(const std::string& name) {
    if (name.empty() || name == "/") return "has no name";
    if (name.front() == '/') return "is an absolute name";
    if (name.find('\\') != name.npos) return "has a backslash, which Windows takes for '/'";
    if (report::has_hidden(name)) return "has control characters, or others that are not seen";
    const std::string inside = "/" + name + (name.ends_with('/') ? "" : "/");
    if (inside.find("/../") != inside.npos) return "leaves the egg by '..'";
    if (inside.find("/./") != inside.npos || inside.find("//") != inside.npos)
        return "is not in its plain form; Python does not find it";
    return {};
}

void check_names(const Egg& egg, Findings& findings) {
    std::set<std::string> seen, told;
    for (const Member& member : egg.members()) {
        const std::string reason = danger(member.name);
        if (!reason.empty())
            findings.push_back({"unsafe-name", Severity::error, subject_of(egg, member.name),
                                reason, "remove it: nothing in an egg needs it"});
        if (!seen.insert(member.name).second && told.insert(member.name).second)
            findings.push_back({"duplicate-member", Severity::error, subject_of(egg, member.name),
                                "is there more than once: Python takes the last, some unpackers "
                                "the first",
                                "remove it with 'cal-pkg egg patch --remove', then --add it"});
    }
}

void check_content(const Egg& egg, std::size_t index, Findings& findings) {
    const Member& member = egg.members()[index];
    try {
        egg.read_at(index);
    } catch (const DamagedEgg& error) {
        Finding finding = finding_of(error);
        if (finding.id == "truncated" || finding.id == "damaged") finding.id += "-member";
        finding.remedy += ", or write the member anew with 'cal-pkg egg patch --replace'";
        findings.push_back(finding);
    } catch (const report::Error& error) {
        findings.push_back({"damaged-member", Severity::error, subject_of(egg, member.name),
                            error.reason(), error.remedy()});
    }
}

void check_contents(const Egg& egg, Findings& findings) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < egg.members().size(); ++i) {
        const Member& member = egg.members()[i];
        if (member.directory || !member.link.empty()) continue; // check_links() looks at those
        if (member.encrypted) {
            findings.push_back({"encrypted-member", Severity::error, subject_of(egg, member.name),
                                "is encrypted; Python cannot read it",
                                "write it anew with 'cal-pkg egg patch --replace'"});
            continue;
        }
        total += member.size;
        if (total > kLargestTotal) {
            findings.push_back({"too-large", Severity::error, egg.name(),
                                "would have more than 1 GiB unpacked; the rest was not looked at",
                                ""});
            return;
        }
        check_content(egg, i, findings);
    }
}

/// What only zip files have, and Python's reader of them has not.
void check_zip_members(const ZipEgg& egg, Findings& findings) {
    if (!egg.directory().comment.empty())
        findings.push_back({"archive-comment", Severity::error, egg.name(),
                            "ends in a comment: Python before 3.8 does not find the archive's "
                            "directory",
                            "remove it, as with 'zip -z'"});
    for (const zip::ZipEntry& entry : egg.directory().entries)
        if (entry.method != zip::kStored && entry.method != zip::kDeflated)
            findings.push_back({"unsupported-compression", Severity::error,
                                subject_of(egg, entry.name),
                                fmt::format("is compressed by method {}; Python imports stored and "
                                            "deflated members only",
                                            entry.method),
                                "write it anew with 'cal-pkg egg patch --replace'"});
}

} // namespace

Findings check_members(const Egg& egg) {
    Findings findings;
    check_names(egg, findings);
    check_contents(egg, findings);
    if (const auto* zip = dynamic_cast<const ZipEgg*>(&egg)) check_zip_members(*zip, findings);
    return findings;
}

} // namespace calpkg::egg
