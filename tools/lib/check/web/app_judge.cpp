#include "lib/check/web/app_judge.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/web/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace calpkg::check {

namespace stdfs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestFile = 8U << 20;

/// Whether the path `path` of a URL is `prefix` or lies below it.
bool is_at(const std::string& path, const std::string& prefix) {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

} // namespace

WebAppVerdict AppJudge::verdict() {
    judge_page("index.html");
    for (const std::string& name : files_.names()) judge_file(name);
    return std::move(verdict_);
}

/// The content of a file; nothing, and a finding, when it is too large. Throws report::Error.
std::optional<std::string> AppJudge::read(const std::string& name) {
    const stdfs::path file = files_.path(name);
    std::error_code failure;
    const std::uintmax_t size = stdfs::file_size(file, failure);
    if (failure || size <= kLargestFile) return fs::read_file(file);
    add("unchecked-file", Severity::warning, name,
        fmt::format("{} was not checked: is larger than {} MiB", name, kLargestFile >> 20));
    return std::nullopt;
}

/// `from` refers to something relative to `directory`; `seen` holds what it was judged for.
void AppJudge::judge_reference(const std::string& from, const std::string& directory,
                               const web::PageReference& reference, std::set<std::string>& seen) {
    if (const std::optional<std::string> rooted = web::rooted_path(reference.text)) {
        if (seen.insert(*rooted).second) judge_rooted(from, reference, *rooted);
        return;
    }
    const std::optional<std::string> path = reference.require_js
                                                ? web::require_js_path(reference.text)
                                                : web::local_path(reference.text);
    if (!path) return;
    if (directory.starts_with('/')) { // behind a <base>
        const std::string target = stdfs::path(directory + *path).lexically_normal().string();
        if (seen.insert(target).second) judge_rooted(from, reference, target);
        return;
    }
    const std::string target = stdfs::path(directory + *path).lexically_normal().string();
    if (!seen.insert(target).second) return;
    const AppFiles::Found found = files_.look_up(target);
    if (found == AppFiles::Found::file) return;

    std::string words = fmt::format("{} refers to '{}'", from, reference.text);
    if (target != reference.text) words += fmt::format(" ({})", target);
    if (found == AppFiles::Found::outside)
        add("reference-leaves-app", Severity::warning, from, words + ", which is outside the app",
            target);
    else if (reference.required)
        add("missing-reference", Severity::error, from, words + ", which is missing", target);
    else
        add("dangling-reference", Severity::warning, from, words + ", which is missing", target);
}

/// A reference to `path`, which begins with "/": where the server looks for it depends on its first part.
void AppJudge::judge_rooted(const std::string& from, const web::PageReference& reference,
                            const std::string& path) {
    const auto served = [&](const std::string& prefix) { return is_at(path, prefix); };
    std::string why = fmt::format("the server has the app at {}/", app_.url);
    for (const auto& [url, packed] : site_.apps) {
        if (!is_at(path, url)) continue;
        const std::string below = path.substr(std::min(path.size(), url.size() + 1));
        const std::string name = below.empty() ? "index.html" : below;
        if (packed->contains(name)) return;
        why = url == app_.url ? "is missing" : fmt::format("is missing from the app at {}/", url);
    }
    if (std::ranges::any_of(site_.served, served)) return;
    const std::string words = fmt::format("{} refers to '{}'", from, reference.text);
    const std::string target = path == reference.text ? "" : fmt::format(" ({})", path);
    const std::string reason =
        why.starts_with("is ") ? "which " + why : "which nothing answers: " + why;
    add(reference.required ? "missing-reference" : "dangling-reference",
        reference.required ? Severity::error : Severity::warning, from,
        fmt::format("{}{}, {}", words, target, reason), path);
}

/// Whether a reference leads to another host; then it was judged.
bool AppJudge::judge_other_host(const std::string& from, const std::string& reference,
                                Severity severity) {
    const std::optional<std::string> host = web::other_host(reference);
    if (!host) return false;
    const std::string name = host->substr(0, host->find(':'));
    const bool here = name == "localhost" || name == "127.0.0.1" || name == "[";
    add("remote-reference", severity, from,
        fmt::format("{} needs '{}' of another host, {}", from, reference,
                    here ? "the machine that it was developed on"
                         : "which servers and users without Internet do not reach"),
        name);
    return true;
}

/// Only errors have a way out: what is dangling upstream stays so after another build.
void AppJudge::add(const char* id, Severity severity, const std::string& file, std::string message,
                   std::string names) {
    verdict_.remarks.push_back({{id, severity, app_.subject + "/" + file, message,
                                 severity == Severity::error ? app_.remedy : ""},
                                file,
                                std::move(names)});
}

WebAppVerdict judge_web_app(const WebApp& app, const WebSite& site, hash::KnownGood& known) {
    const auto missing = [&](const char* message) {
        WebAppVerdict verdict;
        verdict.remarks.push_back(
            {{"missing-app", report::Severity::error, app.subject, message, app.remedy}, {}, {}});
        return verdict;
    };
    std::error_code failure;
    const stdfs::path root = stdfs::canonical(app.directory, failure);
    if (failure) return missing("the built app is missing");
    if (!stdfs::is_directory(root, failure)) return missing("the built app is not a directory");
    if (app.packed.empty()) return missing("the built app is empty");
    return AppJudge(app, site, root, known).verdict();
}

} // namespace calpkg::check
