#pragma once

#include "lib/check/web/web_app.hpp"
#include "support/support.hpp"
#include "unit/check/nothing_known.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace calpkg::test {

using Words = std::vector<std::string>;

inline const std::string remedy = "run 'make build-real'";

inline report::Findings judge(const std::filesystem::path& app) {
    check::WebApp judged{app, "clients: app/dist", remedy, "/app", {}};
    if (std::filesystem::is_directory(app)) judged.packed = check::files_below(app);
    const std::set<std::string> login{"index.html", "scripts/login.js"};
    const check::WebSite site{{{"/app", &judged.packed}, {"/login", &login}}, {"/api", "/static"}};
    report::Findings findings;
    for (const check::Remark& remark : check::judge_web_app(judged, site, nothing_known).remarks)
        findings.push_back(remark.finding);
    return findings;
}

/// The findings as "severity id subject: message", the subject without its prefix.
inline Words words(const report::Findings& findings) {
    Words words;
    for (const report::Finding& finding : findings) {
        CHECK(finding.subject.starts_with("clients: app/dist"));
        CHECK(finding.remedy == (finding.severity == report::Severity::error ? remedy : ""));
        words.push_back(std::string(report::to_string(finding.severity)) + " " + finding.id + " " +
                        finding.subject.substr(17) + ": " + finding.message);
    }
    return words;
}

inline Words words(const Dir& dir) { return words(judge(dir.path())); }

/// A small app without fault.
inline void write_good(const Dir& dir) {
    dir.write("index.html", "<link rel=stylesheet href=styles/main.css>"
                            "<script data-main=scripts/main src=require.js></script>");
    dir.write("styles/main.css", "a{x:url(../images/a.png)}");
    dir.write("images/a.png", "x");
    dir.write("scripts/main.js", "x");
    dir.write("require.js", "x");
}

} // namespace calpkg::test
