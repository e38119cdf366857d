#include "lib/plan/make.hpp"
#include "lib/plan/spec.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace calpkg;
using stage::StagedEntry;

namespace {

/// The sample checkouts, made once for all tests of this file.
const std::filesystem::path& checkouts() {
    static const test::Dir dir;
    static const bool made = [] {
        const std::string script = test::source_directory() / "tests/samples/make-checkouts";
        const process::Result result = test::run({script, dir.path().string()});
        REQUIRE_MESSAGE(result.ok(), result.err);
        return true;
    }();
    static_cast<void>(made);
    return dir.path();
}

const layout::Catalog& catalog() {
    static const layout::Catalog opened(test::source_directory());
    return opened;
}

plan::Plan make(const std::string& component, const std::string& checkout,
                const std::string& target) {
    plan::Request request;
    request.component = component;
    request.checkout = checkouts() / checkout;
    return plan::make(catalog(), catalog().target(target), request);
}

/// A server with a virtualenv in it, as upstream's always has one.
plan::Plan server_with_venv(const std::string& checkout, const std::string& target) {
    const test::Dir venv;
    venv.write("bin/python", "", 0755);
    plan::Request request;
    request.component = "server";
    request.checkout = checkouts() / checkout;
    request.venv = venv.path();
    return plan::make(catalog(), catalog().target(target), request);
}

std::map<std::string, StagedEntry> by_path(const std::vector<StagedEntry>& entries) {
    std::map<std::string, StagedEntry> result;
    for (const StagedEntry& entry : entries) result[entry.path] = entry;
    return result;
}

/// Files and links of a golden table: path → mode ("" for links).
std::map<std::string, std::string> golden_files(const std::string& name) {
    std::map<std::string, std::string> files;
    for (const auto& row : test::read_table(test::data_directory() / "golden" / name))
        if (row[0] != "d") files[row[2]] = row[0] == "l" ? "" : row[1];
    return files;
}

std::string octal(unsigned mode) {
    std::string text;
    for (; mode > 0; mode >>= 3) text.insert(text.begin(), static_cast<char>('0' + (mode & 7)));
    return text;
}

} // namespace

TEST_CASE("names are those that upstream's consumers look for") {
    const plan::Plan server = make("server", "calamari", "el6");
    CHECK(server.name == "calamari-server");
    CHECK(server.version == "1.2");
    CHECK(server.release.substr(0, 4) == "12_g");
    CHECK(server.release.substr(server.release.size() - 4) == ".el6");
    CHECK(server.arch == "x86_64");
    const plan::Plan clients = make("clients", "calamari-clients", "el6");
    CHECK(clients.nevra().substr(0, 31) ==
          "calamari-clients-1.2-rc2_49_g" + clients.commit.substr(0, 2));
    CHECK(clients.arch == "x86_64");
    CHECK(make("diamond", "Diamond", "el6").nevra() == "diamond-3.4.67-0.el6.noarch");
}

TEST_CASE("the server of the 1.2 line installs what its Makefile does") {
    const auto entries = by_path(server_with_venv("calamari", "el6").entries);
    for (const auto& [path, mode] : golden_files("server-1.2-el6.files.tsv")) {
        INFO(path);
        CHECK(entries.count(path) == 1);
    }
    CHECK(entries.at("/etc/calamari/calamari.conf").mode == 0640);
    CHECK(entries.at("/etc/calamari/calamari.conf").group == "apache");
    CHECK(entries.at("/etc/httpd/conf.d/calamari.conf").mode == 0644);
    CHECK(entries.at("/var/log/calamari").user == "apache");
    CHECK(entries.at("/usr/bin/calamari-ctl").link == "../../opt/calamari/venv/bin/calamari-ctl");
    CHECK(entries.count("/usr/lib/systemd/system/calamari.service") == 0);
}

TEST_CASE(
    "the server of the 1.5 line installs what its Makefile does, and no httpd configuration") {
    const auto entries = by_path(server_with_venv("calamari-1.5", "el7").entries);
    for (const auto& [path, mode] : golden_files("server-1.5-el7.files.tsv")) {
        INFO(path);
        CHECK(entries.count(path) == 1);
    }
    CHECK(entries.count("/etc/httpd/conf.d/calamari.conf") == 0);
    CHECK(entries.count("/opt/calamari/salt-local") == 0);
    CHECK(entries.at("/etc/calamari/ssl/private").mode == 0700);
    CHECK(entries.at("/var/log/calamari").user == "root");
    const auto& module = entries.at("/usr/share/selinux/targeted/calamari-server.pp");
    const auto& policy = std::get<stage::FileSource>(module.source).edits->policy;
    REQUIRE(policy);
    CHECK(policy->module == "calamari-server");
    CHECK(policy->version == "17");
}

TEST_CASE("nothing but what upstream installs, licences, directories and graphite's index is in "
          "the server") {
    const auto golden = golden_files("server-1.2-el6.files.tsv");
    for (const auto& [path, entry] : by_path(server_with_venv("calamari", "el6").entries)) {
        if (entry.origin == "virtualenv") continue;
        INFO(path);
        const bool licence = path.find("/usr/share/doc/calamari-server-1.2") == 0;
        const bool index =
            path == "/var/lib/graphite/index" && entry.user == "apache" && entry.config;
        const bool known = entry.kind == StagedEntry::Kind::directory || licence || index ||
                           golden.count(path) > 0;
        CHECK(known);
    }
}

TEST_CASE("without a virtualenv the server has calamari's eggs and programs in its place") {
    const auto with = by_path(server_with_venv("calamari-1.5", "el7").entries);
    const auto without = by_path(make("server", "calamari-1.5", "el7").entries);
    const std::string site = "/usr/lib/python2.7/site-packages/";
    for (const auto& [path, entry] : without) {
        INFO(path);
        const bool known = with.count(path) > 0 || path.starts_with(site + "calamari") ||
                           path == "/usr/bin/cthulhu-manager" || path == "/usr/bin/calamari-lite";
        CHECK(known);
    }
    for (const auto& [path, entry] : with) {
        INFO(path);
        CHECK((without.count(path) > 0 || path.starts_with("/opt/calamari/venv")));
    }
    for (const std::string name : {"calamari_common", "calamari_web", "calamari_rest_api",
                                   "calamari_cthulhu", "calamari_lite"})
        CHECK(without.count(site + name + "-0.1-py2.7.egg/EGG-INFO/PKG-INFO") == 1);
    const auto& list = std::get<stage::TextSource>(without.at(site + "calamari-server.pth").source);
    CHECK(std::count(list.text.begin(), list.text.end(), '\n') == 5);
    CHECK(without.at("/usr/bin/calamari-ctl").kind == StagedEntry::Kind::file);
    CHECK(with.at("/usr/bin/calamari-ctl").kind == StagedEntry::Kind::symlink);
}

TEST_CASE("without a virtualenv nothing is configured to run from one") {
    const auto edits = [](const plan::Plan& plan, const std::string& path) {
        const auto entries = by_path(plan.entries);
        const auto& source = std::get<stage::FileSource>(entries.at(path).source);
        return source.edits->replace;
    };
    const std::string venv = "/opt/calamari/venv";
    const plan::Plan lite = make("server", "calamari-1.5", "el7");
    CHECK(edits(lite, "/usr/lib/systemd/system/calamari.service").at(venv + "/bin") == "/usr/bin");
    CHECK(edits(lite, "/etc/calamari/calamari.conf").at("root = " + venv) == "root = /usr");
    const plan::Plan old = make("server", "calamari", "el6");
    CHECK(edits(old, "/etc/supervisor/conf.d/calamari.conf").at(venv + "/bin") == "/usr/bin");
    for (const auto& [token, text] :
         edits(server_with_venv("calamari", "el6"), "/etc/supervisor/conf.d/calamari.conf"))
        CHECK(token == text);
}

TEST_CASE("the eggs of the 1.2 line carry the version that make version writes") {
    const plan::Plan plan = make("server", "calamari", "el6");
    int found = 0;
    for (const StagedEntry& entry : plan.entries) {
        if (!entry.path.ends_with("calamari_rest/version.py") &&
            !entry.path.ends_with("calamari_rest_api-0.1-py2.6.egg"))
            continue;
        const auto* text = std::get_if<stage::TextSource>(&entry.source);
        if (entry.kind == StagedEntry::Kind::directory) continue;
        ++found;
        REQUIRE(text != nullptr);
        CHECK(text->text.find("VERSION=\"1.2-12-g" + plan.commit.substr(0, 7) + "\"\n") !=
              std::string::npos);
    }
    CHECK(found == 1);
}

TEST_CASE("a target without Python 2 gets no eggs") {
    for (const auto& [path, entry] : by_path(make("server", "calamari-1.5", "el9").entries))
        CHECK(path.find(".egg") == std::string::npos);
}

TEST_CASE("the configuration flavour is the target's") {
    const auto source = [](const std::string& target) {
        const auto entries = by_path(make("server", "calamari", target).entries);
        return entries.at("/etc/calamari/calamari.conf").origin;
    };
    CHECK(source("el6") == "conf/calamari/el6/calamari.conf");
    CHECK(source("el7") == "conf/calamari/rhel7/calamari.conf");
}

TEST_CASE("the clients' four apps come with every dotfile") {
    const auto entries = by_path(make("clients", "calamari-clients", "el6").entries);
    for (const auto& row : test::read_table(test::data_directory() / "golden/clients-dist.tsv")) {
        const std::string path = "/opt/calamari/webapp/content/" + row[0] + "/" + row[1];
        INFO(path);
        REQUIRE(entries.count(path) == 1);
        CHECK(octal(entries.at(path).mode) == row[3]);
    }
}

TEST_CASE("config.json is written when the build has not") {
    const test::Dir dir;
    const auto copy = dir.path() / "calamari-clients";
    std::filesystem::copy(checkouts() / "calamari-clients", copy,
                          std::filesystem::copy_options::recursive);
    std::filesystem::remove(copy / "dashboard/dist/scripts/config.json");
    plan::Request request;
    request.component = "clients";
    request.checkout = copy;
    const auto entries = by_path(plan::make(catalog(), catalog().target("el6"), request).entries);
    const StagedEntry& config =
        entries.at("/opt/calamari/webapp/content/dashboard/scripts/config.json");
    CHECK(std::get<stage::TextSource>(config.source).text ==
          "{ \"offline\": false, \"graphite-host\": \"/graphite\" }\n");
}

TEST_CASE("apps that were not built leave nothing in the plan but what tells how to build them") {
    const test::Dir dir;
    const auto copy = dir.path() / "calamari-clients";
    std::filesystem::copy(checkouts() / "calamari-clients", copy,
                          std::filesystem::copy_options::recursive);
    std::filesystem::remove_all(copy / "manage/dist");
    std::filesystem::remove_all(copy / "dashboard/dist");
    std::filesystem::create_directory(copy / "dashboard/dist");
    plan::Request request;
    request.component = "clients";
    request.checkout = copy;
    const plan::Plan plan = plan::make(catalog(), catalog().target("el6"), request);
    CHECK(plan.web_apps.size() == 4);
    for (const plan::WebApp& app : plan.web_apps)
        CHECK(app.remedy.find("make build-real") != std::string::npos);
    const std::string content = "/opt/calamari/webapp/content/";
    for (const stage::StagedEntry& entry : plan.entries) {
        CHECK_FALSE(entry.path.starts_with(content + "manage"));
        CHECK_FALSE(entry.path.starts_with(content + "dashboard")); // nor its config.json
    }
}

TEST_CASE("diamond installs into the target's python, whatever the build host has") {
    const auto el6 = by_path(make("diamond", "Diamond", "el6").entries);
    CHECK(el6.count("/usr/lib/python2.6/site-packages/diamond/handler/null.py") == 1);
    CHECK(el6.count("/usr/lib/python2.6/site-packages/diamond-3.4.67-py2.6.egg-info") == 1);
    const auto el7 = by_path(make("diamond", "Diamond", "el7").entries);
    CHECK(el7.count("/usr/lib/python2.7/site-packages/diamond/version.py") == 1);
    const auto& runner = std::get<stage::FileSource>(el7.at("/usr/bin/diamond").source);
    CHECK(runner.edits->shebang == "/usr/bin/python");
    const auto& version = std::get<stage::FileSource>(
        el7.at("/usr/lib/python2.7/site-packages/diamond/version.py").source);
    CHECK(version.edits->replace.at("__VERSIONTOKENHERE__") == "3.4.67");
}

TEST_CASE("diamond's files outside the collectors are those of setup.py") {
    const auto entries = by_path(make("diamond", "Diamond", "el7").entries);
    for (const auto& [path, mode] : golden_files("diamond-3.4.67-el6.files.tsv")) {
        if (path.find("/collectors/") != std::string::npos ||
            path.find("/handler/") != std::string::npos)
            continue; // the sample holds some of them only
        INFO(path);
        if (entries.count(path) == 0 && path.find("site-packages") != std::string::npos) continue;
        REQUIRE(entries.count(path) == 1);
        CHECK(octal(entries.at(path).mode) == mode);
    }
}

TEST_CASE("plans of one checkout are equal down to the spec") {
    const plan::Plan one = make("server", "calamari", "el6");
    const plan::Plan two = make("server", "calamari", "el6");
    CHECK(plan::spec_text(one) == plan::spec_text(two));
    CHECK(plan::file_list(one) == plan::file_list(two));
}

TEST_CASE("links that lead nowhere and names that do not read as they are are told by the plan") {
    const test::Dir dir;
    const auto clone = dir.path() / "Diamond";
    REQUIRE(test::run({"cp", "-r", (checkouts() / "Diamond").string(), clone.string()}).ok());
    const auto planned = [&] {
        plan::Request request;
        request.component = "diamond";
        request.checkout = clone;
        request.allow_dirty = true;
        REQUIRE(test::run({"git", "-C", clone.string(), "add", "-A"}).ok());
        return plan::make(catalog(), catalog().target("el6"), request);
    };
    dir.write("Diamond/src/collectors/x/txt\xe2\x80\xaeyp.py", "");
    const report::Findings findings = planned().findings;
    const auto hidden = std::ranges::find(findings, "hidden-character", &report::Finding::id);
    REQUIRE(hidden != findings.end());
    CHECK(hidden->subject.ends_with("/collectors/x/txt\\xe2\\x80\\xaeyp.py"));
    std::filesystem::create_symlink("self", clone / "src/collectors/x/self");
    CHECK_THROWS_WITH_AS(
        planned(), doctest::Contains("/collectors/x/self: link to 'self' leads back to itself"),
        report::Error);
}

TEST_CASE("the wrong checkout is told before anything puzzling happens") {
    CHECK_THROWS_WITH_AS(
        make("server", "Diamond", "el6"),
        doctest::Contains("is not a checkout of calamari-server: it has no cthulhu"),
        report::Error);
    CHECK_THROWS_WITH_AS(make("server", "nowhere", "el6"), doctest::Contains("is not a directory"),
                         report::Error);
}

TEST_CASE("the source tarball of the server holds what make dist takes, tracked files only") {
    plan::Request request;
    request.component = "server";
    request.checkout = checkouts() / "calamari";
    const plan::DistPlan dist = plan::make_dist(catalog(), request);
    CHECK(dist.tarball == "calamari-server_1.2.tar.gz");
    const auto entries = by_path(dist.entries);
    CHECK(entries.count("calamari-server-1.2/calamari.spec") == 1);
    CHECK(entries.count("calamari-server-1.2/conf/calamari.wsgi") == 1);
    CHECK(entries.count("calamari-server-1.2/.gitignore") == 0);
    CHECK(entries.count("calamari-server-1.2/debian") == 0);
    CHECK(entries.at("calamari-server-1.2").kind == StagedEntry::Kind::directory);
}

TEST_CASE("diamond's source tarball holds the generated version files") {
    plan::Request request;
    request.component = "diamond";
    request.checkout = checkouts() / "Diamond";
    const plan::DistPlan dist = plan::make_dist(catalog(), request);
    CHECK(dist.tarball == "diamond-3.4.67.tar.gz");
    const auto entries = by_path(dist.entries);
    for (const std::string name : {"PKG-INFO", "version.txt", "src/diamond/version.py", "setup.py"})
        CHECK(entries.count("diamond-3.4.67/" + name) == 1);
    CHECK(entries.count("diamond-3.4.67/src/diamond/version.py.tmpl") == 0);
}
