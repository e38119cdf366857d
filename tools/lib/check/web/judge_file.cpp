#include "lib/check/web/app_judge.hpp"

#include "lib/web/config_fault.hpp"
#include "lib/web/css_urls.hpp"
#include "lib/web/file_fault.hpp"
#include "lib/web/page_fault.hpp"
#include "lib/web/reference.hpp"
#include "lib/web/script.hpp"
#include "lib/web/script_texts.hpp"
#include "lib/web/stylesheet_fault.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::check {

namespace stdfs = std::filesystem;

void AppJudge::judge_file(const std::string& name) {
    using Judge = void (AppJudge::*)(const std::string&, const std::string&);
    struct Kind {
        const char* extension;
        Judge judge;
    };
    static constexpr Kind kinds[] = {
        {".js", &AppJudge::judge_script},  {".css", &AppJudge::judge_stylesheet},
        {".json", &AppJudge::judge_json},  {".html", &AppJudge::judge_view},
        {".png", &AppJudge::judge_media},  {".gif", &AppJudge::judge_media},
        {".jpg", &AppJudge::judge_media},  {".jpeg", &AppJudge::judge_media},
        {".svg", &AppJudge::judge_media},  {".ico", &AppJudge::judge_media},
        {".woff", &AppJudge::judge_media}, {".woff2", &AppJudge::judge_media},
        {".ttf", &AppJudge::judge_media},  {".otf", &AppJudge::judge_media},
        {".eot", &AppJudge::judge_media},
    };
    const auto* const kind =
        std::ranges::find(kinds, stdfs::path(name).extension().string(), &Kind::extension);
    if (kind == std::end(kinds) || name == "index.html") return;
    if (files_.look_up(name) != AppFiles::Found::file) return; // a link that leads elsewhere
    if (const std::optional<std::string> content = read(name)) (this->*kind->judge)(name, *content);
}

void AppJudge::judge_script(const std::string& name, const std::string& script) {
    if (script.empty()) {
        // The build itself makes an empty script of an empty list, and names it by the digest of nothing.
        const bool meant = stdfs::path(name).filename().string().starts_with("d41d8cd9.");
        if (main_scripts_.contains(name) || (page_scripts_.contains(name) && !meant))
            add("damaged-script", Severity::error, name, name + " has no bytes");
        return;
    }
    if (const auto other = web::stand_in(script, false))
        return add("damaged-script", Severity::error, name, fmt::format("{} {}", name, *other));
    if (const auto fault =
            known_.fault("script", script, [&] { return web::script_fault(script); }))
        add("damaged-script", Severity::error, name,
            fmt::format("{} is not a whole script: line {}: {}", name, fault->line, fault->reason));
    if (const std::string_view sign = web::development_server(script); !sign.empty())
        add("remote-reference", Severity::error, name,
            fmt::format("{} needs '{}', a server of developers", name, sign));
    for (const std::string& view : web::template_names(script))
        if (files_.look_up(view) != AppFiles::Found::file)
            add("missing-view", Severity::error, name,
                fmt::format("{} loads '{}', which is missing", name, view), view);
    verdict_.versions.merge(web::built_versions(script));
}

void AppJudge::judge_stylesheet(const std::string& name, const std::string& css) {
    if (css.empty())
        return add("empty-stylesheet", Severity::error, name,
                   name + " is empty, as a failed compass step leaves it");
    if (const auto fault =
            known_.fault("stylesheet", css, [&] { return web::stylesheet_fault(css); }))
        add("damaged-stylesheet", Severity::error, name, fmt::format("{} {}", name, *fault));
    const std::string directory = name.substr(0, name.rfind('/') + 1);
    std::set<std::string> seen;
    for (const std::string& url : web::css_urls(css)) {
        const bool style = url.find("css") != std::string::npos;
        if (judge_other_host(name, url, style ? Severity::error : Severity::warning)) continue;
        judge_reference(name, directory, {url, false, false}, seen);
    }
}

void AppJudge::judge_json(const std::string& name, const std::string& text) {
    if (const auto fault = web::json_fault(text))
        return add("damaged-config", Severity::error, name, fmt::format("{} {}", name, *fault));
    if (stdfs::path(name).filename() != "config.json") return;
    if (const auto setting = web::developers_setting(text))
        add("development-config", Severity::error, name,
            fmt::format("{} is a developer's: {}", name, *setting));
}

void AppJudge::judge_view(const std::string& name, const std::string& html) {
    const bool part = name.starts_with("views/") || name.starts_with("partials/");
    if (const auto other = web::stand_in(html, !part))
        add("damaged-file", Severity::error, name, fmt::format("{} {}", name, *other));
}

void AppJudge::judge_media(const std::string& name, const std::string& content) {
    if (const auto other = web::stand_in(content, false))
        return add("damaged-file", Severity::error, name, fmt::format("{} {}", name, *other));
    if (const auto fault = web::media_fault(name, content))
        add("damaged-file", Severity::warning, name, fmt::format("{} {}", name, *fault));
}

} // namespace calpkg::check
