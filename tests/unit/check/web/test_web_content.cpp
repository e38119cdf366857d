#include "judged.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Words;
using test::words;
using test::write_good;

namespace {

struct Row {
    const char* file;
    std::string content;
    const char* expected; ///< "severity id: words of the message", or "" for none
};

/// The one finding of a good app with one file changed, "severity id: message"; all of them where there are more.
std::string finding_with(const Row& row) {
    const test::Dir dir;
    write_good(dir);
    dir.write(row.file, row.content);
    std::string all;
    for (const report::Finding& finding : test::judge(dir.path()))
        all += (all.empty() ? "" : "\n") + std::string(report::to_string(finding.severity)) + " " +
               finding.id + ": " + finding.message;
    return all;
}

void expect(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        CAPTURE(row.file);
        CAPTURE(row.content);
        const std::string found = finding_with(row);
        CAPTURE(found);
        if (std::string(row.expected).empty())
            CHECK(found == "");
        else
            CHECK(found.find(row.expected) != std::string::npos);
        CHECK(found.find('\n') == std::string::npos);
    }
}

std::string page(const std::string& head, const std::string& body = "") {
    return "<!doctype html><html><head>" + head + "</head><body>" + body +
           "<script data-main=scripts/main src=require.js></script></body></html>";
}

const std::string png = std::string("\x89PNG\r\n\x1a\n") + std::string(40, '\0') +
                        "IEND\xae"
                        "B`\x82";

} // namespace

TEST_CASE("a script that no parser takes is an error") {
    expect({
        {"scripts/main.js", "(function(){a(",
         "error damaged-script: scripts/main.js is not a whole script: line 1: it ends in the "
         "middle"},
        {"scripts/main.js", "", "error damaged-script: scripts/main.js has no bytes"},
        {"require.js", "", "error damaged-script: require.js has no bytes"},
        {"scripts/main.js", "<!DOCTYPE html><html>502 Bad Gateway</html>",
         "error damaged-script: scripts/main.js is an HTML page"},
        {"scripts/main.js", "version https://git-lfs.github.com/spec/v1\noid sha256:12\n",
         "error damaged-script: scripts/main.js is a pointer of Git LFS"},
        {"scripts/main.js", "\x1f\x8b\x08",
         "error damaged-script: scripts/main.js is compressed with gzip"},
        {"scripts/main.js", "a;\n<<<<<<< HEAD\nb;\n=======\nc;\n>>>>>>> x\n",
         "error damaged-script: scripts/main.js holds the marks of a merge"},
        {"scripts/other.js", "a b",
         "error damaged-script: scripts/other.js is not a whole script: line 1: 'b' is not "
         "expected"},
        {"scripts/vendor/d41d8cd9.plugins.js", "", ""},
        {"scripts/unused.js", "", ""},
        {"scripts/main.js", "\xef\xbb\xbfvar a;", ""},
        {"scripts/main.js", "const a = b => `${b}`;", ""},
    });
}

TEST_CASE("a stylesheet that holds something else, or half of itself, is an error") {
    expect({
        {"styles/main.css",
         "import 'a';Backtrace:app/styles/main.scss:1 /usr/share/x.rb:67:in `rescue'\n",
         "error damaged-stylesheet: styles/main.css holds the message of a compiler"},
        {"styles/main.css",
         "/*\nError: File to import not found or unreadable: x.\n*/\nbody:before{content:'x'}",
         "damaged-stylesheet: styles/main.css holds the message"},
        {"styles/main.css", "ParseError: Unrecognised input in a.less on line 1\n",
         "damaged-stylesheet: styles/main.css holds the message"},
        {"styles/main.css", "a{b:c} d{e:f",
         "error damaged-stylesheet: styles/main.css ends in the middle of a rule"},
        {"styles/main.css", "a{b:c} /* d",
         "error damaged-stylesheet: styles/main.css ends in the middle of a comment"},
        {"styles/main.css", "a{b:c}}",
         "error damaged-stylesheet: styles/main.css has a '}' without '{'"},
        {"styles/main.css", "not found\n",
         "error damaged-stylesheet: styles/main.css holds no rule"},
        {"styles/main.css", "<html><body>404</body></html>",
         "error damaged-stylesheet: styles/main.css is an HTML page"},
        {"styles/main.css", "", "error empty-stylesheet"},
        {"styles/main.css", "/* nothing */", ""},
        {"styles/main.css",
         "\xef\xbb\xbf"
         "@charset \"utf-8\";a{content:\"}\"}b{x:url(data:image/svg+xml;,{)}c\\}{}",
         ""},
        {"styles/main.css", "@import \"gone.css\";a{}",
         "warning dangling-reference: styles/main.css refers to 'gone.css' (styles/gone.css), "
         "which is missing"},
        {"styles/main.css", "@import url(//fonts.googleapis.com/css?family=X);a{}",
         "error remote-reference: styles/main.css needs '//fonts.googleapis.com/css?family=X' of "
         "another host"},
        {"styles/main.css", "a{b:url(http://x.example/a.png)}",
         "warning remote-reference: styles/main.css needs 'http://x.example/a.png'"},
        {"styles/main.css", "a{b:url(/app/images/a.png)}", ""},
        {"styles/main.css", "a{b:url(/images/a.png)}",
         "warning dangling-reference: styles/main.css refers to '/images/a.png', which nothing "
         "answers"},
    });
}

TEST_CASE("a page that is not the whole one that the build makes is an error") {
    expect({
        {"index.html", page("").substr(0, page("").size() - 7),
         "error damaged-page: index.html is cut off: it has no </html>"},
        {"index.html", "<html><body><div><script src=require.js></script>",
         "error damaged-page: index.html is cut off"},
        {"index.html", "<html><head><body><div></div><script src=require.js></script>",
         ""}, // htmlmin
        {"index.html", "<html><script src=require.js></script></html><p",
         "error damaged-page: index.html ends in the middle of a tag"},
        {"index.html", "<!doctype html><html><body>Please log in</body></html>",
         "error damaged-page: index.html loads no script"},
        {"index.html", "\xff\xfe" + page(""), "error damaged-page: index.html is in UTF-16"},
        {"index.html", std::string("<\0h\0t\0m\0l\0>\0", 12), // without its mark
         "error damaged-page: index.html is in UTF-16"},
        {"index.html",
         "version https://git-lfs.github.com/spec/v1\n<script src=require.js></script>",
         "error damaged-page: index.html is a pointer of Git LFS"},
        {"index.html", page("<title><%= title %></title>"),
         "error damaged-page: index.html holds '<%', a template that was never filled in"},
        {"index.html", page("", "\n<<<<<<< HEAD\n<p>\n=======\n>>>>>>> b\n"),
         "error damaged-page: index.html holds the marks of a merge"},
        {"index.html", page("<script src={{base}}/a.js></script>"),
         "error damaged-page: index.html refers to '{{base}}/a.js', a template"},
        {"index.html", page("<!-- build:js scripts/main.js --><!-- endbuild -->"),
         "error unbuilt-page: index.html still holds '<!-- build:js scripts/main.js -->'"},
        {"index.html", page("<!-- ours --><!-- bower:css --><!-- endbower -->"),
         "error unbuilt-page: index.html still holds '<!-- bower:css -->'"},
        {"index.html", "\xef\xbb\xbf" + page(""), ""},
        {"index.html",
         page("<title>{{title}}</title>", "<a href='{{url}}'>{{name}}</a><!-- building -->"), ""},
    });
}

TEST_CASE("what a page needs has to be where it is looked for") {
    const std::string elsewhere =
        " of another host, which servers and users without Internet do not reach";
    expect({
        {"index.html", page("<script src=http://localhost:35729/livereload.js></script>"),
         "error remote-reference: index.html needs 'http://localhost:35729/livereload.js' of "
         "another host, the machine that it was developed on"},
        {"index.html",
         page("<script>document.write('<script src=\"//' + location.hostname + "
              "':35729/x.js\">')</script>"),
         "error remote-reference: index.html has a script for ':35729', a server of developers"},
        {"index.html", page("<script src=//ajax.googleapis.com/a.js></script>"),
         "error remote-reference: index.html needs '//ajax.googleapis.com/a.js' of another host, "
         "which"},
        {"index.html", page("<link rel=stylesheet href=https://cdn.example/a.css>"),
         "error remote-reference: index.html needs 'https://cdn.example/a.css'"},
        {"index.html",
         page("<!--[if IE]><script src=//html5shiv.example/a.js></script><![endif]-->"),
         "warning remote-reference: index.html needs '//html5shiv.example/a.js'"},
        {"index.html", page("<script>var s='//www.google-analytics.com/ga.js'</script>"), ""},
        {"index.html",
         page("<script src=/app/require.js></script><script "
              "src=/login/scripts/login.js></script><script src=/static/x.js></script>"),
         ""},
        {"index.html", page("<script src=/scripts/main.js></script>"),
         "error missing-reference: index.html refers to '/scripts/main.js', which nothing answers: "
         "the server has the app at /app/"},
        {"index.html", page("<script src=/app/gone.js?1></script>"),
         "error missing-reference: index.html refers to '/app/gone.js?1' (/app/gone.js), which is "
         "missing"},
        {"index.html", page("<script src=/login/require.js></script>"),
         "error missing-reference: index.html refers to '/login/require.js', which is missing from "
         "the app at /login/"},
        {"scripts/main.js", "a('views/first.html')",
         "error missing-view: scripts/main.js loads 'views/first.html', which is missing"},
        {"scripts/main.js", "a.put(\"views/first.html\", '<p>')", ""},
        {"scripts/main.js", "a='reviews/x.html'+\"template/tabs.html\"", ""},
        {"scripts/main.js", "a('//localhost:35729/livereload.js')",
         "error remote-reference: scripts/main.js needs 'livereload.js', a server of developers"},
        {"scripts/main.js", "a={addr:'127.0.0.1:0'}", ""},
    });
}

TEST_CASE("a configuration has to be JSON, and an installation's") {
    expect({
        {"scripts/config.json", R"({"offline": false, "graphite-host": "/graphite"})", ""},
        {"scripts/config.json", "\xef\xbb\xbf{}", ""},
        {"scripts/config.json", "",
         "error damaged-config: scripts/config.json is no JSON, from byte"},
        {"scripts/config.json", R"({"offline": false,})",
         "error damaged-config: scripts/config.json is no JSON, from byte 19 on"},
        {"scripts/config.json", "<<<<<<< HEAD\n{}\n", "error damaged-config"},
        {"scripts/config.json", "[]",
         "error development-config: scripts/config.json is a developer's: it holds no settings"},
        {"scripts/config.json", R"({"offline": true})",
         "error development-config: scripts/config.json is a developer's: \"offline\" is true"},
        {"scripts/config.json", R"({"graphite-host": "http://localhost:8080"})",
         "error development-config: scripts/config.json is a developer's: \"graphite-host\" is "
         "'http://localhost:8080'"},
        {"scripts/locales/en.json", R"({"home": "http://ceph.com"})", ""},
        {"scripts/locales/en.json", "{",
         "error damaged-config: scripts/locales/en.json is no JSON"},
        {"scripts/config.json", std::string(1'000'000, '['), "error damaged-config"},
    });
}

TEST_CASE("images, fonts and views have to be what their names say") {
    expect({
        {"images/b.png", png, ""},
        {"images/b.png", png.substr(0, 40),
         "warning damaged-file: images/b.png is a PNG image that ends too early"},
        {"images/b.png", "", "error damaged-file: images/b.png has no bytes"},
        {"images/b.png", "<html><body>404 Not Found</body></html>",
         "error damaged-file: images/b.png is an HTML page"},
        {"images/b.jpg", "version https://git-lfs.github.com/spec/v1\n",
         "error damaged-file: images/b.jpg is a pointer of Git LFS"},
        {"images/b.gif", "GIF89a;", ""},
        {"images/b.gif", "this is not one of those",
         "warning damaged-file: images/b.gif is not a GIF image"},
        {"images/b.svg", "<?xml version='1.0'?><svg></svg>\n", ""},
        {"images/b.svg", "<?xml version='1.0'?><svg><defs>",
         "warning damaged-file: images/b.svg is an SVG image that ends too early"},
        {"font/b.woff", std::string("wOFF\0\1\0\0", 8), ""},
        {"font/b.woff", "nothing of a font at all",
         "warning damaged-file: font/b.woff is not a WOFF font"},
        {"font/b.ttf", std::string("\0\1\0\0", 4), ""},
        {"font/b.otf", "OTTO", ""},
        {"font/b.eot", "<!doctype html><p>", "error damaged-file: font/b.eot is an HTML page"},
        {"font/b.eot", std::string(5000, '\0'),
         "error damaged-file: font/b.eot holds nothing but zeros"},
        {"favicon.ico", std::string("\0\0\1\0", 4), ""},
        {"views/a.html", "<p>{{a}}</p>", ""},
        {"views/a.html", "", "error damaged-file: views/a.html has no bytes"},
        {"views/a.html", "<!doctype html><html>403</html>",
         "error damaged-file: views/a.html is an HTML page"},
        {"404.html", "<!doctype html><html>404</html>", ""},
        {"robots.txt", "", ""},
    });
}

TEST_CASE("an empty main script is seen however the page names it") {
    for (const char* head : {"<base href=/app/>", "<base href=./>", ""}) {
        const test::Dir dir;
        write_good(dir);
        dir.write("index.html", page(head));
        dir.write("scripts/main.js", "");
        CHECK(words(dir) ==
              Words{"error damaged-script /scripts/main.js: scripts/main.js has no bytes"});
    }
}
