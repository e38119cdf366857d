#include "lib/checkout/submodules.hpp"

#include "lib/checkout/committed.hpp"
#include "lib/checkout/ways_out.hpp"
#include "lib/fs/paths.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace calpkg::checkout {

namespace {

bool is_in(const std::string& path, const std::string& top) {
    return top.empty() || fs::is_at_or_below(path, top);
}

/// How what is `modified` becomes the commit's again. Submodules that are at another commit git does not put aside.
std::string way_back(const Git& git, const std::vector<std::string>& modified) {
    const auto is_submodule = [&](const TrackedFile& file) {
        return file.is_submodule() && std::ranges::count(modified, file.path) > 0;
    };
    const auto inner = std::ranges::count_if(git.tracked_files(), is_submodule);
    std::string way;
    if (inner > 0)
        way = fmt::format("go back to its commits with '{}'",
                          git_line(git.top(), "submodule update --init --recursive"));
    if (inner < static_cast<std::ptrdiff_t>(modified.size()))
        way += fmt::format("{}put them aside with '{}'", inner > 0 ? " and " : "",
                           git_line(git.top(), "stash"));
    return way;
}

/// Everything in the submodule at `path` of the checkout `top`, with paths below that one.
TrackedBelow files_of(const std::filesystem::path& top, const std::string& path,
                      const WantedSubmodule& wanted) {
    const Git git(top / path);
    const std::vector<std::string> modified = git.modified_files();
    if (!modified.empty() && git.tracked_files().empty())
        throw report::Error(git.top().string(),
                            "is a submodule whose clone was stopped: it has none of its files",
                            fmt::format("run '{}'", git_line(git.top(), "reset --hard")));
    if (!modified.empty())
        throw report::Error(
            git.top().string(),
            fmt::format("is a submodule with modified files: {}", fmt::join(modified, ", ")),
            fmt::format("commit them there and the submodule in the checkout, or {}",
                        way_back(git, modified)));
    CommittedContent committed(git);
    TrackedBelow found = tracked_below(
        git, "", [&](const std::string& inner) { return wanted(path + "/" + inner); });
    for (const TrackedFile& file : found.own) {
        if (file.hidden) throw hidden_file(git, file);
        committed.require(file);
    }
    std::vector<TrackedFile> all = std::move(found.own);
    all.insert(all.end(), found.of_submodules.begin(), found.of_submodules.end());
    for (TrackedFile& file : all) file.path.insert(0, path + "/");
    for (MissingSubmodule& missing : found.missing) missing = {path + "/" + missing.path, path};
    return {{}, std::move(all), std::move(found.missing)};
}

} // namespace

TrackedBelow tracked_below(const Git& git, const std::string& path, const WantedSubmodule& wanted) {
    const std::string top = path == "." ? "" : path;
    TrackedBelow found;
    for (const TrackedFile& file : git.tracked_files()) {
        if (!file.is_submodule()) {
            if (is_in(file.path, top)) found.own.push_back(file);
            continue;
        }
        if (!is_in(file.path, top) && !is_in(top, file.path)) continue;
        if (!wanted(file.path)) continue;
        if (!fs::is_there(git.top() / file.path / ".git")) {
            found.missing.push_back({file.path, file.path});
            continue;
        }
        TrackedBelow inside = files_of(git.top(), file.path, wanted);
        for (TrackedFile& member : inside.of_submodules)
            if (is_in(member.path, top)) found.of_submodules.push_back(std::move(member));
        found.missing.insert(found.missing.end(), inside.missing.begin(), inside.missing.end());
    }
    return found;
}

report::Finding missing_submodule(const Git& git, const MissingSubmodule& missing,
                                  const std::string& package) {
    return {"missing-submodule", report::Severity::warning, package + ": " + missing.path,
            "is a submodule that is not checked out: its files are not packed",
            fmt::format("check it out with '{}'",
                        git_line(git.top(), "submodule update --init --recursive " +
                                                process::shell_word(missing.outermost)))};
}

} // namespace calpkg::checkout
