#include "lib/doctor/checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calpkg::doctor {

namespace {

using report::Findings;
using report::Severity;

constexpr const char* kContent = "/opt/calamari/webapp/content";
constexpr const char* kAgain = "install calamari-clients again with 'rpm -Uvh --force'";

std::string without_comments(std::string html) {
    for (std::size_t begin; (begin = html.find("<!--")) != std::string::npos;) {
        const std::size_t end = html.find("-->", begin);
        html.erase(begin, end == std::string::npos ? end : end + 3 - begin);
    }
    return html;
}

/// Whether a reference is to a file beside the page; `*` of a template, a query or another host is none.
bool is_local(const std::string& reference) {
    return !reference.empty() && reference.find(':') == std::string::npos &&
           reference.front() != '/' && reference.find('{') == std::string::npos &&
           reference.front() != '#';
}

/// Scripts and stylesheets that a page names, without queries: src of <script>, href of <link rel="stylesheet">.
std::vector<std::string> references(const std::string& page) {
    std::vector<std::string> found;
    const std::string html = without_comments(page);
    for (std::size_t at = 0; (at = html.find('<', at)) != std::string::npos; ++at) {
        const std::string tag = html.substr(at, html.find('>', at) - at);
        const bool script = tag.starts_with("<script");
        if (!script && !(tag.starts_with("<link") && tag.find("stylesheet") != std::string::npos))
            continue;
        const std::string key = script ? "src=\"" : "href=\"";
        const std::size_t begin = tag.find(key);
        if (begin == std::string::npos) continue;
        const std::string value = tag.substr(begin + key.size());
        if (const std::string name = value.substr(0, value.find_first_of("\"?#")); is_local(name))
            found.push_back(name);
    }
    return found;
}

/// Whether upstream's build has found nothing to put into a file: it names files by the MD5 of their content.
bool is_meant_empty(const std::string& name) { return name.find("d41d8cd9.") != std::string::npos; }

/// What is wrong with an app's directory, "" when nothing is seen.
std::string fault_of(const Site& site, const std::string& app) {
    const auto page = site.read(app + "/index.html");
    if (!page || page->empty()) return page ? "index.html is empty" : "index.html is missing";
    for (const std::string& name : references(*page)) {
        const auto status = site.status(app + "/" + name);
        if (!status) return fmt::format("{} is missing, which its page names", name);
        if (S_ISREG(status->st_mode) && status->st_size == 0 && !is_meant_empty(name))
            return name + " is empty";
    }
    return {};
}

} // namespace

Findings check_web_apps(const Context& context) {
    Findings findings;
    const Site& site = context.site;
    const bool clients = context.packages.find("calamari-clients") != nullptr;
    if (!context.server || !(context.httpd || clients)) return findings;
    std::vector<std::string> missing;
    for (const char* app : {"admin", "dashboard", "login", "manage"}) {
        const std::string path = std::string(kContent) + "/" + app;
        if (!site.is_directory(path))
            missing.emplace_back(app);
        else if (const std::string fault = fault_of(site, path); !fault.empty())
            findings.emplace_back("site-app-incomplete", Severity::error, path, fault, kAgain);
    }
    if (!missing.empty())
        findings.emplace_back("site-app-missing", Severity::error, kContent,
                              fmt::format("has no web app {}", fmt::join(missing, ", ")),
                              clients ? kAgain : "install calamari-clients");
    return findings;
}

} // namespace calpkg::doctor
