#include "judged.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using report::Severity;
using test::judge;
using test::Words;
using test::words;
using test::write_good;

namespace {

/// Page of one app of a real build; the names are those of tests/data/golden/clients-dist.tsv.
std::string page_of(const std::string& app) {
    const std::string ie =
        "<!--[if lt IE 9]><script src=\"bower_components/es5-shim/es5-shim.js\"></script>"
        "<script src=\"bower_components/json3/lib/json3.min.js\"></script><![endif]-->";
    const std::string require = "src=\"bower_components/requirejs/require.js\"></script>";
    if (app == "admin")
        return "<html ng-app=x><link rel=\"stylesheet\" href=\"styles/361b90f4.main.css\">" + ie +
               "<img src=\"images/9783cd57.logo.png\"><a href=\"{{entry.url}}\">x</a>"
               "<script src=\"scripts/778db7af.angular.js\"></script>"
               "<script src=\"scripts/e872f44d.scripts.js\"></script>"
               "<script src=\"scripts/d41d8cd9.plugins.js\"></script>"
               "<script src=\"scripts/26b44542.modules.js\"></script></html>";
    if (app == "dashboard")
        return "<html><link rel=\"stylesheet\" href=\"styles/main.css\"><img "
               "src=\"images/logo.png\">"
               "<script src=\"scripts/vendor/modernizr.js\"></script>"
               "<script data-main=\"scripts/main\" " +
               require + "</html>";
    if (app == "login")
        return "<html><link rel=\"stylesheet\" href=\"styles/2b113fda.main.css\">"
               "<img src=\"images/82fc92d5.logo.png\">"
               "<script src=\"scripts/vendor/a8871336.modernizr.js\"></script>"
               "<script data-main=\"scripts/eb1be67f.main\" " +
               require + "</html>";
    return "<html><link rel=\"stylesheet\" href=\"styles/d0172837.vendor.css\">"
           "<link rel=\"stylesheet\" href=\"styles/125078a7.main.css\">"
           "<img src=\"images/8da89fe1.logo.png\">" +
           ie + "<script data-main=\"scripts/8bdb846e.main\" " + require + "</html>";
}

/// A dist in the shape of a real build of `app`, with little content.
void write_golden(const test::Dir& dir, const std::string& app) {
    int files = 0;
    for (const auto& row : test::read_table(test::data_directory() / "golden/clients-dist.tsv")) {
        if (row.at(0) != app) continue;
        const std::string& name = row.at(1);
        const bool empty = row.at(2) == "0";
        std::string content = empty ? "" : "x";
        if (name == "index.html") content = page_of(app);
        if (name.ends_with(".json"))
            content = R"({"offline": false, "graphite-host": "/graphite"})";
        if (name.ends_with(".css"))
            content =
                "@font-face{src:url('../" +
                std::string(app == "admin" || app == "login" ? "font" : "fonts") +
                "/fontawesome-webfont.eot?#iefix')} a{background:url(data:image/png;base64,AA==)}";
        dir.write(name, content);
        ++files;
    }
    REQUIRE(files > 10);
}

} // namespace

TEST_CASE(
    "the dists of a real build pass, apart from the shims for old IE that upstream leaves out") {
    for (const char* app : {"admin", "dashboard", "login", "manage"}) {
        CAPTURE(app);
        const test::Dir dir;
        write_golden(dir, app);
        const report::Findings findings = judge(dir.path());
        CHECK_FALSE(report::has_errors(findings));
        const bool shims = std::string(app) == "admin" || std::string(app) == "manage";
        const Words expected{"warning dangling-reference /index.html: index.html refers to "
                             "'bower_components/es5-shim/es5-shim.js', which is missing",
                             "warning dangling-reference /index.html: index.html refers to "
                             "'bower_components/json3/lib/json3.min.js', which is missing"};
        CHECK(words(findings) == (shims ? expected : Words()));
    }
}

TEST_CASE("every script and stylesheet that a real page needs is missed when it is not there") {
    const std::pair<const char*, const char*> needed[] = {
        {"admin", "scripts/26b44542.modules.js"},
        {"admin", "styles/361b90f4.main.css"},
        {"admin", "scripts/d41d8cd9.plugins.js"},
        {"dashboard", "scripts/main.js"},
        {"dashboard", "styles/main.css"},
        {"login", "bower_components/requirejs/require.js"},
        {"login", "scripts/eb1be67f.main.js"},
        {"manage", "scripts/8bdb846e.main.js"},
        {"manage", "styles/d0172837.vendor.css"},
    };
    for (const auto& [app, name] : needed) {
        CAPTURE(name);
        const test::Dir dir;
        write_golden(dir, app);
        std::filesystem::remove(dir.path() / name);
        int errors = 0;
        for (const report::Finding& finding : judge(dir.path())) {
            if (finding.severity != Severity::error) continue;
            ++errors;
            CHECK(finding.id == "missing-reference");
            CHECK(finding.subject == "clients: app/dist/index.html");
            CHECK(finding.message.starts_with("index.html refers to '"));
            CHECK(finding.message.find(name) != std::string::npos);
            CHECK(finding.remedy == test::remedy);
        }
        CHECK(errors == 1);
    }
}

TEST_CASE("a missing logo is a warning") {
    const test::Dir dir;
    write_golden(dir, "dashboard");
    std::filesystem::remove(dir.path() / "images/logo.png");
    CHECK(words(dir) == Words{"warning dangling-reference /index.html: index.html refers to "
                              "'images/logo.png', which is missing"});
}

TEST_CASE("an app that was never built is an error with the way out") {
    const test::Dir dir;
    CHECK(words(dir) == Words{"error missing-app : the built app is empty"});
    CHECK(words(judge(dir.path() / "none")) ==
          Words{"error missing-app : the built app is missing"});
    const auto file = dir.write("dist", "x");
    CHECK(words(judge(file)) == Words{"error missing-app : the built app is not a directory"});
    CHECK(words(dir) == Words{"error missing-index /index.html: index.html is missing"});
    dir.write("index.html", "");
    CHECK(words(dir) == Words{"error missing-index /index.html: index.html is empty"});
}

TEST_CASE("a stylesheet without content is an error wherever it lies, an empty script is not") {
    const test::Dir dir;
    write_good(dir);
    dir.write("styles/361b90f4.main.css", "");
    dir.write("scripts/d41d8cd9.plugins.js", "");
    dir.write("deep/er/a.css", "");
    CHECK(
        words(dir) ==
        Words{
            "error empty-stylesheet /deep/er/a.css: deep/er/a.css is empty, as a failed compass "
            "step leaves it",
            "error empty-stylesheet /styles/361b90f4.main.css: styles/361b90f4.main.css is empty, "
            "as a failed compass step leaves it"});
}

TEST_CASE("what stylesheets refer to is looked up from where they lie, once a target and file") {
    const test::Dir dir;
    write_good(dir);
    dir.write(
        "styles/main.css",
        "a{x:url(../images/glyphicons.png)} b{x:url('../images/glyphicons.png?v=2')} "
        "c{x:url(../images/a.png)} d{x:url(../../other.png)} /* url(gone.png) */ e{x:url(#f)}");
    dir.write("b.css", "a{x:url(images/glyphicons.png)} b{x:url(images/a%2epng)} c{x:url(images)}");
    CHECK(
        words(dir) ==
        Words{
            "warning dangling-reference /b.css: b.css refers to 'images/glyphicons.png', which is "
            "missing",
            "warning dangling-reference /b.css: b.css refers to 'images', which is missing",
            "warning dangling-reference /styles/main.css: styles/main.css refers to "
            "'../images/glyphicons.png' (images/glyphicons.png), which is missing",
            "warning reference-leaves-app /styles/main.css: styles/main.css refers to "
            "'../../other.png' (../other.png), which is outside the app"});
}

TEST_CASE("a page that leaves its app is warned about, whatever lies there") {
    const test::Dir dir;
    dir.write("other/x.js", "x");
    dir.write("app/index.html", "<script src=../other/x.js></script><script src=..></script>");
    const report::Findings findings = judge(dir.path() / "app");
    CHECK(findings.size() == 2);
    for (const report::Finding& finding : findings) {
        CHECK(finding.id == "reference-leaves-app");
        CHECK(finding.severity == Severity::warning);
    }
}

TEST_CASE("what has an encoded slash is not found by httpd, so it is missing") {
    const test::Dir dir;
    dir.write("index.html", "<script src=%2fetc/passwd></script>");
    CHECK(words(dir) == Words{"error missing-reference /index.html: index.html refers to "
                              "'%2fetc/passwd', which is missing"});
}

TEST_CASE("a target that is both required and optional is reported once, as required") {
    const test::Dir dir;
    dir.write("index.html", "<!--[if IE]><script src=a.js></script><![endif]-->"
                            "<script src=a.js?1></script><script src=./a.js></script>");
    CHECK(words(dir) == Words{"error missing-reference /index.html: index.html refers to 'a.js?1' "
                              "(a.js), which is missing"});
}

TEST_CASE("a directory does not stand for the script that is missing") {
    const test::Dir dir;
    dir.write("a.js/b", "x");
    dir.write("index.html", "<script src=a.js></script><script src=a.js/></script>");
    CHECK(words(dir).size() == 2);
}

TEST_CASE("a page's <base> is where its references start") {
    const test::Dir dir;
    write_good(dir);
    dir.write("index.html",
              "<base href=scripts/><script src=main.js></script><script src=x.js></script>");
    CHECK(words(dir) == Words{"error missing-reference /index.html: index.html refers to 'x.js' "
                              "(scripts/x.js), which is missing"});
    dir.write("index.html",
              "<base href=/app/scripts/><script src=main.js></script><script src=x.js></script>");
    CHECK(words(dir) == Words{"error missing-reference /index.html: index.html refers to 'x.js' "
                              "(/app/scripts/x.js), which is missing"});
    dir.write("index.html", "<base href=/calamari/><script src=x.js></script>");
    CHECK(words(dir) == Words{"error missing-reference /index.html: index.html refers to 'x.js' "
                              "(/calamari/x.js), which "
                              "nothing answers: the server has the app at /app/"});
    dir.write("index.html", "<base href=/apples/><script src=index.html></script>");
    CHECK(words(dir).front().find("nothing answers: the server has the app at /app/") !=
          std::string::npos);
    dir.write("index.html", "<base href=//cdn.example.org/><script src=x.js></script>");
    CHECK(words(dir) == Words{"error remote-reference /index.html: index.html needs "
                              "'//cdn.example.org/' of another host, which "
                              "servers and users without Internet do not reach"});
}
