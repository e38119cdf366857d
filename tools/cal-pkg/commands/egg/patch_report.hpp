#pragma once

#include "lib/egg/diff.hpp"
#include "lib/egg/patch/package_patch.hpp"
#include "lib/egg/patch/replace_in_place.hpp"
#include "lib/egg/patch/request.hpp"
#include "lib/report/finding.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::commands {

/// What `cal-pkg egg patch` did, for printing: the diff on standard output, the rest on standard
/// error; or JSON.
class PatchReport {
public:
    PatchReport(std::string shown, const egg::Egg& before, const egg::PlannedChanges& planned);

    void compare(const egg::Egg& before, const egg::Egg& after);
    /// The diff, unless JSON will have it. To be called before anything is changed: throws report::Error when nobody
    /// gets to see it.
    void print_differences(bool json) const;
    void replaced(const std::filesystem::path& egg, egg::BackupResult backup, unsigned long names);
    void written_to(const std::filesystem::path& file);

    void packaged(const egg::PatchedPackage& made);

    report::Findings findings; ///< errors that were there before

    /// The rest. Throws report::Error, which tells what was patched, when JSON cannot be written.
    void print(bool json) const;

private:
    bool changed() const { return !changes_.empty(); }
    void note_links(unsigned long names);
    void print_text() const;
    std::string result() const; ///< the file that has been patched or made
    nlohmann::ordered_json to_json() const;
    std::vector<std::string> advice() const;

    std::string shown_;
    bool zip_;
    egg::Changes changes_;
    std::vector<std::string> notes_;
    std::vector<egg::Difference> differences_;
    std::filesystem::path output_;   ///< the file that has the result; empty for an RPM
    std::filesystem::path in_place_; ///< the egg that was replaced
    std::filesystem::path backup_;
    std::optional<egg::PatchedPackage> package_;
};

} // namespace calpkg::commands
