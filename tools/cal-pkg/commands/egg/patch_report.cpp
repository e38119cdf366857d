#include "cal-pkg/commands/egg/patch_report.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>

namespace calpkg::commands {

namespace {

using Json = nlohmann::ordered_json;

/// Null for what is not there.
Json path_or_null(const std::filesystem::path& path) {
    return path.empty() ? Json(nullptr) : Json(path.string());
}

bool is_installed(const std::filesystem::path& egg) {
    return egg.parent_path().filename() == "site-packages";
}

} // namespace

PatchReport::PatchReport(std::string shown, const egg::Egg& before,
                         const egg::PlannedChanges& planned)
    : shown_(std::move(shown)),
      zip_(before.is_zip()),
      changes_(planned.changes),
      notes_(planned.notes) {}

void PatchReport::compare(const egg::Egg& before, const egg::Egg& after) {
    std::set<std::string> members(changes_.remove.begin(), changes_.remove.end());
    for (const auto& [member, content] : changes_.write) members.insert(member);
    differences_ = egg::diff(before, after, members);
}

void PatchReport::replaced(const std::filesystem::path& egg, egg::BackupResult backup,
                           unsigned long names) {
    output_ = in_place_ = egg;
    if (backup != egg::BackupResult::none) backup_ = egg::backup_path(egg);
    if (backup == egg::BackupResult::kept_first)
        notes_.push_back(fmt::format("{} is from an earlier patch and stays: it is the original",
                                     report::escaped(backup_.string())));
    note_links(names);
}

void PatchReport::packaged(const egg::PatchedPackage& made) {
    package_ = made;
    note_links(made.names);
}

void PatchReport::note_links(unsigned long names) {
    if (names > 1)
        notes_.push_back(fmt::format("{} had other names (hard links), which keep the old content",
                                     zip_ ? "the egg" : "what was changed"));
}

void PatchReport::written_to(const std::filesystem::path& file) { output_ = file; }

/// What is left to do, in the order in which to do it.
std::vector<std::string> PatchReport::advice() const {
    std::vector<std::string> lines;
    if (in_place_.empty()) return lines;
    const std::string path = report::escaped(in_place_.string());
    lines.emplace_back("restart httpd now: its processes have the old code, and may fail with "
                       "'bad local file header'");
    if (is_installed(in_place_))
        lines.push_back(fmt::format("'rpm -V' shows {} from now on, if an RPM owns it; 'cal-pkg "
                                    "egg patch PACKAGE.rpm … --output DIR' makes a new RPM "
                                    "instead",
                                    path));
    if (!backup_.empty())
        lines.push_back(fmt::format("'cal-pkg egg restore {}{}' puts the old one back",
                                    process::shell_word(in_place_.string()),
                                    egg::has_own_backup(in_place_) ? "" : " --force"));
    return lines;
}

void PatchReport::print_differences(bool json) const {
    if (json) return;
    std::cout << egg::to_text(differences_);
    cli::flush_output("nothing was changed");
}

std::string PatchReport::result() const {
    return report::escaped(package_ ? package_->path.string() : output_.string());
}

void PatchReport::print(bool json) const {
    if (!json) return print_text();
    cli::print_json(std::cout, to_json());
    cli::flush_output(changed() ? result() + " is patched all the same"
                                : "there was nothing to change");
}

void PatchReport::print_text() const {
    cli::print_findings(std::cerr, findings);
    for (const std::string& note : notes_)
        std::cerr << "cal-pkg: note: " << report::escaped(note) << '\n';
    if (!changed()) {
        std::cerr << "cal-pkg: " << report::escaped(shown_) << ": nothing to change"
                  << (output_.empty() ? "" : "; " + result() + " is a copy") << '\n';
        return;
    }
    std::cerr << "cal-pkg: patched " << result() << '\n';
    if (package_ && package_->signature_lost)
        std::cerr
            << "cal-pkg: note: the old package was signed, and its signature is gone; sign the "
               "new one, or have it signed with --sign\n";
    for (const std::string& line : advice()) std::cerr << "cal-pkg: " << line << '\n';
}

Json PatchReport::to_json() const {
    Json list = Json::array();
    for (const egg::Difference& difference : differences_)
        list.push_back({{"member", report::escaped(difference.member)},
                        {"kind", egg::to_string(difference.kind)},
                        {"diff", difference.text ? Json(difference.unified) : Json(nullptr)}});
    Json json{{"egg", shown_},
              {"form", zip_ ? "zip" : "directory"},
              {"changed", changed()},
              {"differences", list},
              {"output", path_or_null(package_ ? package_->path : output_)},
              {"backup", path_or_null(backup_)},
              {"notes", notes_},
              {"advice", advice()},
              {"findings", cli::to_json(findings)}};
    if (package_)
        json["package"] = {{"nevra", package_->nevra},
                           {"old_nevra", package_->old_nevra},
                           {"signature_lost", package_->signature_lost},
                           {"signed", package_->is_signed}};
    return json;
}

} // namespace calpkg::commands
