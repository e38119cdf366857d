#include "lib/checkout/version.hpp"
#include "lib/checkout/ways_out.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace calpkg::checkout {

namespace {

constexpr std::size_t names_shown = 20;

/// "a, b, c", the rest as a number.
std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), names_shown); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > names_shown) text += fmt::format(" and {} more", names.size() - names_shown);
    return text;
}

/// "run 'git -C TOP fetch OPTIONS', or give the version …": ways to a version.
std::string fetch_remedy(const Git& git, const char* options) {
    const std::string line = git.fetch_line(options);
    return line.empty() ? kOverrideRemedy : fmt::format("run '{}', or {}", line, kOverrideRemedy);
}

/// Tag names by kind.
struct Tags {
    std::vector<std::string> annotated, lightweight;
};

/// The tags whose commits HEAD contains (`reachable`), or all.
Tags names_of_tags(const Git& git, bool reachable) {
    std::vector<std::string> arguments = {"for-each-ref",
                                          "--format=%(objecttype) %(refname:strip=2)", "refs/tags"};
    if (reachable) arguments.insert(arguments.begin() + 1, "--merged=HEAD");
    Tags tags;
    std::istringstream lines(git.output(arguments));
    for (std::string type, name; lines >> type && std::getline(lines >> std::ws, name);)
        (type == "tag" ? tags.annotated : tags.lightweight).push_back(name);
    return tags;
}

/// Only lightweight tags: made so by whoever checked out (actions/checkout does), or from the
/// beginning.
report::Error only_lightweight(const Git& git, Scheme scheme, const Tags& tags) {
    const std::string reason = fmt::format(
        "only lightweight tags ({}), which git describe does not count", listed(tags.lightweight));
    const std::string fetch = git.fetch_line("--tags --force");
    std::string remedy = fetch.empty() ? "" : fmt::format("run '{}', or ", fetch);
    const auto version = std::ranges::find_if(
        tags.lightweight, [&](const std::string& tag) { return is_version_tag(tag, scheme); });
    if (version != tags.lightweight.end())
        remedy += fmt::format("make an annotated one of it with '{}', or ",
                              annotate_line(git.top(), *version));
    remedy += kOverrideRemedy;
    return {git.top().string(), reason, remedy};
}

/// Why `git describe` found no tag, and the way out. `words` are git's own.
report::Error no_description(const Git& git, Scheme scheme, const std::string& words) {
    const std::string top = git.top().string();
    // --force: an annotated tag may lie there as a lightweight one.
    const Tags all = names_of_tags(git, false);
    if (git.is_shallow())
        return {top,
                "a shallow clone without the tag that its version comes from" +
                    (all.lightweight.empty() ? ""
                                             : fmt::format(" (lightweight tags do not count: {})",
                                                           listed(all.lightweight))),
                fetch_remedy(git, "--unshallow --tags --force")};
    if (all.annotated.empty() && all.lightweight.empty())
        return {top, "no tag, so no version", fetch_remedy(git, "--tags")};
    if (all.annotated.empty()) return only_lightweight(git, scheme, all);
    const Tags reachable = names_of_tags(git, true);
    if (reachable.annotated.empty())
        return {top,
                fmt::format("none of its annotated tags ({}) is on the history of HEAD",
                            listed(all.annotated)),
                "check out the branch that you want, " + fetch_remedy(git, "--tags --force")};
    if (std::ranges::none_of(reachable.annotated,
                             [&](const std::string& tag) { return is_version_tag(tag, scheme); }))
        return {top,
                fmt::format("none of the annotated tags on the history of HEAD ({}) is a version "
                            "like {}",
                            listed(reachable.annotated),
                            scheme == Scheme::diamond ? "v3.4" : "v1.2 or v1.2-rc2"),
                fetch_remedy(git, "--tags --force")};
    return {top, "git describe failed: " + words, fetch_remedy(git, "--refetch --tags --force")};
}

/// git calls a file modified that it may not read.
void require_readable(const std::filesystem::path& top, const std::vector<std::string>& modified) {
    for (const std::string& name : modified) {
        std::error_code ignored;
        const std::filesystem::path path = top / name;
        if (std::filesystem::symlink_status(path, ignored).type() ==
            std::filesystem::file_type::regular)
            fs::require_readable(path);
    }
}

} // namespace

Description describe(const Git& git, Scheme scheme) {
    // git's own abbreviation grows with the repository; the hash is cut from the whole one instead.
    // Tags that are no versions, of a deployment or a nightly build, may lie nearer.
    const std::vector<std::string> arguments = {
        "describe",          "--long",    "--abbrev=40", "--match",
        tag_pattern(scheme), "--exclude", "*/*",         "HEAD"};
    std::string text;
    if (!git.try_output(arguments, text)) throw no_description(git, scheme, text);
    const Description description = parse_description(text);
    if (git.is_shallow() && description.commits != 0)
        throw report::Error(
            git.top().string(),
            fmt::format("a shallow clone: more commits than {} may lie between {} and HEAD",
                        description.commits, description.tag),
            fetch_remedy(git, "--unshallow --tags --force"));
    return description;
}

CheckoutVersion version_of(const Git& git, Scheme scheme, bool allow_dirty,
                           const std::optional<std::string>& override_text) {
    CheckoutVersion here;
    std::vector<std::string> modified;
    const auto read_history = [&] {
        here.commit = git.head();
        if (override_text) {
            here.version = version_from_override(*override_text);
        } else {
            here.description = describe(git, scheme);
            here.version = version_from(here.description, scheme);
        }
    };
    process::run_tasks({read_history, [&] { modified = git.modified_files(); }}, 2);
    require_readable(git.top(), modified);
    here.dirty = !modified.empty();
    if (here.dirty && !allow_dirty)
        throw report::Error(git.top().string(), "modified tracked files: " + listed(modified),
                            "commit them, or build them as they are with --allow-dirty");
    if (here.dirty) {
        here.unmodified = here.version;
        here.version = mark_dirty(std::move(here.version), git.change_digest(modified));
    }
    return here;
}

} // namespace calpkg::checkout
