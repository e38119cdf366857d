#include "lib/check/web/app_judge.hpp"

#include "lib/web/page_fault.hpp"
#include "lib/web/reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::check {

namespace {

bool has_script(const web::Page& page) {
    return std::ranges::any_of(page.references, [](const web::PageReference& reference) {
        return reference.required && !reference.text.ends_with(".css");
    });
}

} // namespace

void AppJudge::judge_page(const std::string& name) {
    if (files_.look_up(name) != AppFiles::Found::file)
        return add("missing-index", Severity::error, name, name + " is missing");
    const std::optional<std::string> html = read(name);
    if (!html) return;
    if (html->empty()) return add("missing-index", Severity::error, name, name + " is empty");
    verdict_.page = *html;
    const std::optional<std::string> fault = web::page_fault(*html);
    if (fault) add("damaged-page", Severity::error, name, fmt::format("{} {}", name, *fault));
    if (const std::string_view comment = web::build_comment(*html); !comment.empty())
        add("unbuilt-page", Severity::error, name,
            fmt::format("{} still holds '{}': the build step that replaces it has not run", name,
                        comment));
    const web::Page page = web::read_page(*html);
    judge_page_references(name, page);
    if (!fault && page.own_scripts.empty() && !has_script(page))
        add("damaged-page", Severity::error, name, name + " loads no script");
    if (const std::string_view sign = web::development_server(page.own_scripts); !sign.empty())
        add("remote-reference", Severity::error, name,
            fmt::format("{} has a script for '{}', a server of developers", name, sign));
}

/// Keeps which script it is, for judge_script().
void AppJudge::note_script(const std::string& directory, const web::PageReference& reference) {
    std::optional<std::string> path = web::rooted_path(reference.text);
    if (!path) {
        path = reference.require_js ? web::require_js_path(reference.text)
                                    : web::local_path(reference.text);
        if (path) path->insert(0, directory);
    }
    if (!path) return;
    if (path->starts_with(app_.url + "/")) path->erase(0, app_.url.size() + 1);
    (reference.require_js ? main_scripts_ : page_scripts_)
        .insert(std::filesystem::path(*path).lexically_normal().string());
}

void AppJudge::judge_page_references(const std::string& name, const web::Page& page) {
    std::string directory;
    if (const auto rooted = web::rooted_path(page.base))
        directory = rooted->substr(0, rooted->rfind('/') + 1);
    else if (const auto base = web::local_path(page.base))
        directory = base->substr(0, base->rfind('/') + 1);
    else if (judge_other_host(name, page.base, Severity::error))
        return; // every reference leads to where the base points
    std::set<std::string> seen;
    for (const bool required : {true, false}) {
        const Severity severity = required ? Severity::error : Severity::warning;
        for (const web::PageReference& reference : page.references) {
            if (reference.required != required) continue;
            if (judge_other_host(name, reference.text, severity)) continue;
            if (required && reference.text.find("{{") != std::string::npos)
                add("damaged-page", Severity::error, name,
                    fmt::format("{} refers to '{}', a template that was never filled in", name,
                                reference.text));
            judge_reference(name, directory, reference, seen);
            if (required) note_script(directory, reference);
        }
    }
}

} // namespace calpkg::check
