#include "lib/plan/origin.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/leftovers.hpp"
#include "lib/plan/web_apps.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::plan {

namespace {

using checkout::CheckoutVersion;

/// Stops when the checkout is not one of this component, before anything puzzling happens.
void check_marks(const layout::Layout& layout, const std::filesystem::path& checkout) {
    if (!std::filesystem::is_directory(checkout))
        throw report::Error(
            fmt::format("{}: {}", layout.component, checkout.string()), "is not a directory",
            fmt::format("give the checkout with --{} DIR{}", layout.component,
                        has_web_apps(layout) && std::filesystem::exists(checkout)
                            ? ", and web apps that are built in a product tarball or "
                              "package with --web-apps FILE"
                            : ""));
    const auto in_commit = [&](const std::string& mark) {
        const checkout::Git git(checkout);
        return Sources(git).has(mark);
    };
    for (const std::string& mark : layout.marks) {
        const bool here = std::filesystem::exists(checkout / mark) ||
                          (std::filesystem::exists(checkout / ".git") && in_commit(mark));
        if (!here)
            throw report::Error(
                fmt::format("{}: {}", layout.component, checkout.string()),
                fmt::format("is not a checkout of {}: it has no {}", layout.package, mark),
                fmt::format("give the right one with --{} DIR", layout.component));
    }
}

CheckoutVersion version_of(const checkout::Git& git, const layout::Layout& layout,
                           const Request& request) {
    try {
        return checkout::version_of(git, checkout::scheme_from(layout.scheme), request.allow_dirty,
                                    request.version_override);
    } catch (const report::Error& error) {
        throw report::Error(error.subject(), error.reason(),
                            with_component(error.remedy(), layout));
    }
}

/// The time that every file and the package carry: it must be one that rpm takes for SOURCE_DATE_EPOCH.
std::int64_t epoch_of(const checkout::Commit& commit, const checkout::Git& git) {
    if (commit.time > 0 && commit.time <= UINT32_MAX) return commit.time;
    throw report::Error(git.top().string(),
                        fmt::format("commit {} has the time {}, which rpm cannot carry",
                                    commit.hash.substr(0, 7), commit.time),
                        "build from a commit made between 1970 and 2106");
}

/// Whether a rule packs `path`, of which Leftovers would have nothing, because it names it or a directory that it is in.
bool is_named(const layout::Layout& layout, const std::string& path) {
    return std::ranges::any_of(layout.files, [&](const layout::Rule& rule) {
        return rule.source == path || std::ranges::count(rule.others, path) > 0 ||
               (path.starts_with(rule.source + "/") &&
                !Leftovers(false).leaves_out(path, false, rule.source.size() + 1));
    });
}

/// A layout without a first line that only tells editors its schema: nothing is made of that.
std::string without_schema_line(const std::string& layout) {
    return layout.starts_with("# yaml-language-server:") ? layout.substr(layout.find('\n') + 1)
                                                         : layout;
}

/// 40 digits, as many as a commit's name has, that tell apart what a component without a checkout is made from: its
/// layout, its files but for leftovers, and what the user has set.
std::string content_name(const layout::Layout& layout, const Request& request) {
    constexpr std::size_t digits = 40;
    hash::Sha256 digest;
    const auto add = [&](const std::string& name, const std::string& content) {
        digest.update(fmt::format("{} {}\n", name, hash::sha256(content)));
    };
    add(layout.component, without_schema_line(fs::read_file(layout.file)));
    const Sources sources(layout.files_beside());
    Leftovers leftovers(accepts_leftovers(request));
    for (const checkout::TrackedFile& file : sources.files())
        if (!leftovers.leaves_out(file.path, false) || is_named(layout, file.path))
            add(file.path, fs::read_file(sources.top() / file.path));
    for (const auto& [name, value] : request.settings) add("--set " + name, value);
    return digest.finish().substr(0, digits);
}

} // namespace

bool accepts_leftovers(const Request& request) {
    return std::ranges::count(request.accept, Leftovers::kId) > 0;
}

std::string with_component(const std::string& remedy, const layout::Layout& layout) {
    return report::replaced(remedy, "--version-of NAME=", "--version-of " + layout.component + "=");
}

Origin::Origin(const layout::Catalog& catalog, const Request& request) {
    const layout::Layout& layout = catalog.layout(request.component);
    if (layout.has_checkout()) {
        check_marks(layout, request.checkout);
        directory_ = request.checkout;
        if (request.memory != nullptr) {
            contents_ = &request.memory->contents;
            git_.emplace(request.checkout, request.memory->git);
        } else {
            git_.emplace(request.checkout);
        }
        version_ = version_of(*git_, layout, request);
        version_.commit.time = epoch_of(version_.commit, *git_);
        return;
    }
    directory_ = layout.files_beside();
    version_.version =
        checkout::version_from_override(request.version_override.value_or(layout.version));
    version_.commit.hash = content_name(layout, request);
    version_.commit.time = layout.time;
}

} // namespace calpkg::plan
