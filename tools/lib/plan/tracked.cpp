#include "lib/plan/glob.hpp"
#include "lib/plan/resolve.hpp"

#include <algorithm>
#include <utility>

namespace calpkg::plan {

namespace {

bool matches_any(const std::vector<std::string>& globs, const std::string& path) {
    return std::any_of(globs.begin(), globs.end(),
                       [&](const std::string& glob) { return glob_match(glob, path); });
}

/// How many characters of a path below the checkout's directory `source` are not below that.
std::size_t prefix_of(const std::string& source) {
    return source.empty() || source == "." ? 0 : source.size() + 1;
}

/// Whether something in the directory at `below` may match `glob`: by what stands before its first wildcard.
bool may_match_in(const std::string& glob, const std::string& below) {
    const std::size_t wildcard = glob.find_first_of("*?");
    const std::string literal = glob.substr(0, wildcard);
    return literal.starts_with(below + "/") ||
           (wildcard != glob.npos && (below + "/").starts_with(literal));
}

/// Whether the whole directory at `below` is excluded, by itself or by all that is in it, or not included.
bool excludes(const layout::Rule& rule, const std::string& below) {
    const auto matches_inside = [&](const std::string& glob) { return may_match_in(glob, below); };
    if (!rule.include.empty() && std::ranges::none_of(rule.include, matches_inside)) return true;
    return matches_any(rule.exclude, below) || matches_any(rule.exclude, below + "/");
}

} // namespace

bool wanted(const layout::Rule& rule, const std::string& below) {
    if (!rule.include.empty() && !matches_any(rule.include, below)) return false;
    return !matches_any(rule.exclude, below);
}

/// Whether `path`, of the checkout's directory `tree`, is left out. The directory itself is the layout's choice.
bool Resolver::is_leftover(const std::string& path, const std::string& tree, bool directory,
                           Leftovers::Among among) {
    return leftovers_ != nullptr && leftovers_->leaves_out(path, directory, prefix_of(tree), among);
}

/// What is tracked at `source` or below it, but for submodules that `rule`, if there is one, excludes. Those that are
/// missing there are told.
checkout::TrackedBelow Resolver::tracked_below(const std::string& source,
                                               const layout::Rule* rule) {
    const std::size_t prefix = prefix_of(source);
    checkout::TrackedBelow found = sources_.below(source, [&](const std::string& path) {
        return with_submodules_ &&
               (rule == nullptr || path.size() <= prefix || !excludes(*rule, path.substr(prefix)));
    });
    for (const checkout::MissingSubmodule& missing : found.missing) {
        report::Finding finding =
            checkout::missing_submodule(*sources_.git(), missing, layout_.package);
        const auto is_told = [&](const report::Finding& told) {
            return told.id == finding.id && told.subject == finding.subject;
        };
        if (std::ranges::none_of(findings_, is_told)) findings_.push_back(std::move(finding));
    }
    return found;
}

/// Those below the directory `source` that `rule`, if there is one, wants and nobody has left there.
std::vector<checkout::TrackedFile> Resolver::committed_below(const std::string& source,
                                                             const layout::Rule* rule) {
    checkout::TrackedBelow found = tracked_below(source, rule);
    const std::size_t prefix = prefix_of(source);
    const auto unwanted = [&](const checkout::TrackedFile& file) {
        return file.path.size() < prefix ||
               (rule != nullptr && !wanted(*rule, file.path.substr(prefix))) ||
               is_leftover(file.path, source);
    };
    std::erase_if(found.own, unwanted);
    std::erase_if(found.of_submodules, unwanted);
    for (const checkout::TrackedFile& file : found.own) require_committed(file);
    found.own.insert(found.own.end(), found.of_submodules.begin(), found.of_submodules.end());
    std::ranges::sort(found.own, {}, &checkout::TrackedFile::path);
    return std::move(found.own);
}

void Resolver::require_committed(const checkout::TrackedFile& file) {
    sources_.require_committed(file);
}

} // namespace calpkg::plan
