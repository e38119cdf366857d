#include "lib/check/build_traces.hpp"
#include "lib/rpm/format/tags.hpp"
#include "planned.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <unistd.h>

using namespace calpkg;

namespace {

const std::vector<check::BuildTrace> kTraces{{"/dev/shm/cal-pkg-build-x", "the path"},
                                             {"build-07", "the host"},
                                             {"jenkins", "the user", false}};

/// What is found in a file that comes in these pieces: "path", "host".
std::vector<std::string> found_in(const std::vector<std::string>& pieces) {
    check::TraceSearch search(kTraces, "x");
    for (const std::string& piece : pieces) search.content("/opt/file", piece);
    std::vector<std::string> found;
    for (const report::Finding& finding : search.take()) {
        CHECK(finding.id == "build-trace");
        CHECK(finding.severity == report::Severity::error);
        CHECK(finding.subject == "x: /opt/file");
        found.push_back(finding.message.substr(finding.message.rfind(' ') + 1));
    }
    return found;
}

using Found = std::vector<std::string>;

} // namespace

TEST_CASE("a trace is found in a file, where it is not part of a longer word, once") {
    CHECK(found_in({"made in /dev/shm/cal-pkg-build-x/top on build-07.example.org"}) ==
          Found{"path", "host"});
    CHECK(found_in({"build-07"}) == Found{"host"});
    CHECK(found_in({"@build-07:", "build-07"}) == Found{"host"});
    CHECK(found_in({std::string("\0build-07\0", 10)}) == Found{"host"});
    CHECK(found_in({"build-070 rebuild-07 build-07-b build-07_", "x /dev/shm/cal-pkg-build-xy"})
              .empty());
    CHECK(found_in({"xbuild-07 build-07"}) == Found{"host"});
    CHECK(found_in({"root/dev/shm/cal-pkg-build-x ./dev/shm/cal-pkg-build-x/"}).empty());
    CHECK(found_in({"'/dev/shm/cal-pkg-build-x'"}) == Found{"path"});
}

TEST_CASE("a trace is found however a file is cut, and the edges of pieces are no edges of words") {
    const std::string text = std::string(500, ' ') + "/dev/shm/cal-pkg-build-x/";
    for (std::size_t cut = 480; cut < text.size(); ++cut) {
        CAPTURE(cut);
        CHECK(found_in({text.substr(0, cut), text.substr(cut)}) == Found{"path"});
    }
    CHECK(found_in({"re", "build-07"}).empty());
    CHECK(found_in({"build-07", "0"}).empty());
    CHECK(found_in({std::string(500, '.') + "re", "build-07", " "}).empty());
    // What is kept of a piece, the longest trace and a byte, begins within a word here.
    CHECK(found_in({"..........xbuild-07" + std::string(17, ' '), " "}).empty());
    std::vector<std::string> bytes;
    for (const char byte : text) bytes.emplace_back(1, byte);
    CHECK(found_in(bytes) == Found{"path"});
}

TEST_CASE("what was found is shown, in the part that is not kept, and not at any length") {
    check::TraceSearch search(
        {{"/home/ada/\x1b[31m", "the home"}, {std::string(300, 'x'), "the path"}}, "x");
    search.content("/opt/file", "/home/ada/\x1b[31m " + std::string(300, 'x'));
    for (const report::Finding& finding : search.take()) {
        CHECK(finding.message.find("ada") == std::string::npos);
        CHECK(finding.remedy.size() < 300);
        const bool home = finding.message.ends_with("home");
        CHECK((finding.remedy.find("'/home/ada/\\x1b[31m'") != std::string::npos) == home);
        CHECK((finding.remedy.find("xxx...xxx") != std::string::npos) != home);
    }
}

TEST_CASE(
    "what a source package shares with its binary one is told once, where a person looks for it") {
    const auto found = [](const std::string& package,
                          const std::vector<std::pair<std::string, std::string>>& files) {
        check::TraceSearch search(kTraces, package);
        for (const auto& [path, content] : files) search.content(path, content);
        return search.take();
    };
    const auto binary = found("x", {{"/opt/file", "build-07"}, {"/same", "build-07"}});
    const auto source = found("x.src", {{"x.tar", "build-07 /dev/shm/cal-pkg-build-x"},
                                        {"/same", "build-07"},
                                        {"x.spec", "build-07"}});
    std::vector<std::string> places;
    for (const report::Finding& finding : check::told_once(binary, source, "x.tar"))
        places.push_back(finding.subject + " " +
                         finding.message.substr(finding.message.rfind(' ') + 1));
    CHECK(places ==
          Found{"x: /opt/file host", "x: /same host", "x.src: x.tar path", "x.src: x.spec host"});
}

TEST_CASE("the end of one file and the beginning of the next are no trace") {
    check::TraceSearch search(kTraces, "x");
    search.content("/one", "build-");
    search.content("/two", "07");
    search.content("/three", "build-07");
    search.content("/four", "x");
    const report::Findings found = search.take();
    REQUIRE(found.size() == 1);
    CHECK(found.front().subject == "x: /three");
}

TEST_CASE("every tag of both headers and the lead are looked through, also for mere words") {
    rpm::PackageParts parts;
    parts.lead = "a lead of jenkins";
    parts.header.put_strings(rpm::tag::class_dictionary, rpm::TagType::string_array,
                             {"ASCII text", "cannot open `/dev/shm/cal-pkg-build-x/top'"});
    parts.header.put({rpm::tag::source_package_id, rpm::TagType::binary, 8, "build-07"});
    parts.signature.put_strings(rpm::tag::seal::sha1, rpm::TagType::string, {"jenkinsx"});
    check::TraceSearch search(kTraces, "x");
    search.headers(parts);
    std::vector<std::string> places;
    for (const report::Finding& finding : search.take()) places.push_back(finding.subject);
    CHECK(places == Found{"x: lead", "x: tag 1142 (Classdict)", "x: tag 1146 (Sourcepkgid)"});
}

TEST_CASE("a build's own directory is a trace, by what it is called and by what it is") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "real");
    std::filesystem::create_directory_symlink(dir.path() / "real", dir.path() / "link");
    plan::Plan plan = test::plan_for("2.7");
    const auto traces = check::build_traces(plan, dir.path() / "link", {});
    const auto has = [&](const std::string& text) {
        return std::ranges::any_of(traces, [&](const check::BuildTrace& trace) {
            return trace.text == text && trace.content;
        });
    };
    CHECK(has((dir.path() / "link").string()));
    CHECK(has((dir.path() / "real").string()));
}

TEST_CASE("the checkout's path is a trace, but not where it is a word of anybody's paths") {
    plan::Plan plan = test::plan_for("2.7");
    for (const auto& [checkout, found] : std::map<std::string, bool>{
             {"/home/ada/calamari", true}, {"/ws/src", true}, {"/src", false}, {"/", false}}) {
        CAPTURE(checkout);
        plan.checkout = checkout;
        CHECK(check::build_traces(plan, "/top", {}).size() == (found ? 2 : 1));
    }
}

TEST_CASE("names of user and host are traces, in files only where they are no ordinary words") {
    plan::Plan plan = test::plan_for("2.7");
    plan.spec_template = "Name: calamari\n";
    const auto traces = [&](const check::Builder& builder) {
        Found all;
        for (const check::BuildTrace& trace : check::build_traces(plan, "/top", builder))
            all.push_back(trace.text + (trace.content ? "" : " (headers)"));
        return all;
    };
    CHECK(traces({"jenkins", "/home/jenkins", "build-07.example.org"}) ==
          Found{"/top", "jenkins (headers)", "/home/jenkins", "build-07.example.org", "build-07"});
    CHECK(traces({"ci7", "/", "debian"}) == Found{"/top", "debian (headers)"});
    CHECK(traces({"ada", "/r", "vm"}) == Found{"/top"});
    CHECK(traces({"python3", "/home/python3", "vm"}) ==
          Found{"/top", "python3 (headers)", "/home/python3"});
    CHECK(traces({"linux", "", "cpio"}) == Found{"/top"}); // they stand in every package
    CHECK(traces({"ada", "/build", "vm"}) == Found{"/top"});
    CHECK(traces({"calamari", "/home/calamari", "localhost.localdomain"}) ==
          Found{"/top", "/home/calamari"});
}

TEST_CASE("root leaves no name") {
    const check::Builder builder = check::this_builder();
    CHECK((builder.user.empty() && builder.home.empty()) == (geteuid() == 0));
    CHECK_FALSE(builder.host.empty());
}
