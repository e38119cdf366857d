#include "lib/instructions/renewal.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/instructions/instructions.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace calpkg::instructions {

namespace {

namespace stdfs = std::filesystem;

report::Finding note(const stdfs::path& document, const std::string& what, const char* remedy) {
    return {"instructions", report::Severity::note, document.string(), what, remedy};
}

} // namespace

report::Findings write_documents(const repo::Publication& publication, const stdfs::path& directory,
                                 const std::vector<repo::ManifestComponent>& components,
                                 const layout::Target& target, const stdfs::path& file) {
    std::int64_t newest = 0;
    for (const repo::ManifestComponent& component : components) {
        if (!component.features)
            return {note(directory / repo::kDocuments[0],
                         "is not written: the cal-pkg that built " + component.name +
                             " has not noted for what it was built",
                         "build that again, too")};
        newest = std::max(newest, component.epoch);
    }
    report::Findings findings;
    const std::optional<repo::Signing>& signing = publication.signing();
    for (const auto& [name, text] :
         documents(components, target, file, signing ? &*signing : nullptr)) {
        if (fs::is_there(directory / name) && !is_ours(directory / name)) {
            findings.push_back(note(directory / name, "is not cal-pkg's and stays as it is",
                                    "remove it to have cal-pkg's after the next build"));
            continue;
        }
        fs::write_file(publication.tree() / name, text, 0644, fs::Flush::no);
        fs::set_mode_and_time(publication.tree() / name, 0644, newest);
    }
    return findings;
}

bool changes_signature(const repo::Publication& publication) {
    const std::optional<repo::Signing>& now = publication.signing();
    const auto& before = publication.published()->signature;
    if (!now || !before) return now.has_value() != before.has_value();
    return now->name != before->name || now->baseurl != before->baseurl;
}

} // namespace calpkg::instructions
