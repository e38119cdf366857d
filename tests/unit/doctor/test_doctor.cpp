#include "lib/doctor/doctor.hpp"

#include "healthy_site.hpp"
#include "lib/doctor/checks.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <functional>
#include <set>
#include <sys/stat.h>

using namespace calpkg;
using test::Dir;

namespace {

namespace stdfs = std::filesystem;
using Change = std::function<void(const Dir&)>;

/// Ids of the findings that are a reason to do something.
std::multiset<std::string> ids(const Dir& dir) {
    std::multiset<std::string> found;
    for (const report::Finding& finding : doctor::examine(dir.path()).findings)
        if (finding.severity != report::Severity::note) found.insert(finding.id);
    return found;
}

/// Ways out of the same findings, a line each.
std::string remedies(const Dir& dir) {
    std::string text;
    for (const report::Finding& finding : doctor::examine(dir.path()).findings)
        if (finding.severity != report::Severity::note) text += finding.remedy + "\n";
    return text;
}

/// A site, what is done to it, and the finding that it then has.
struct Symptom {
    void (*make)(const Dir&);
    const char* id;
    Change change;
};

Change writes(const std::string& name, const std::string& content, unsigned mode = 0644) {
    return [=](const Dir& dir) { dir.write(name, content, mode); };
}

Change removes(const std::string& name) {
    return [=](const Dir& dir) { REQUIRE(stdfs::remove_all(dir.path() / name) > 0); };
}

Change sets_mode(const std::string& name, mode_t mode) {
    return [=](const Dir& dir) { REQUIRE(chmod((dir.path() / name).c_str(), mode) == 0); };
}

Change renames(const std::string& from, const std::string& to) {
    return [=](const Dir& dir) { stdfs::rename(dir.path() / from, dir.path() / to); };
}

/// Python 2.7's bytecode with the given constants, made of a source of time 0.
std::string bytecode(const std::string& text) {
    std::string bytes("\x03\xf3\r\n\0\0\0\0c\0\0\0\0\0\0\0\0\1\0\0\0", 21);
    return bytes + "@\0\0\0s" + text;
}

void leave_stale_bytecode_of(const Dir& dir, const std::string& module) {
    const stdfs::path source = dir.write(test::kSitePackages + module + ".py",
                                         "quite_another_name = 'quite another text'\n");
    const timespec times[2] = {{0, 0}, {0, 0}};
    REQUIRE(utimensat(AT_FDCWD, source.c_str(), times, 0) == 0);
    dir.write(test::kSitePackages + module + ".pyc", bytecode("old_name"));
}

void leave_stale_bytecode(const Dir& dir) { leave_stale_bytecode_of(dir, "six"); }

const std::string kContent = "opt/calamari/webapp/content/";
const std::string kSystem = "usr/lib/python2.7/site-packages/";
const std::string kSettings = test::kWebEgg + "calamari_web/settings.py";

const std::vector<Symptom>& symptoms() {
    constexpr auto server = test::make_healthy_server, minion = test::make_healthy_minion,
                   lite = test::make_healthy_lite;
    static const std::vector<Symptom> table{
        {server, "old-supervisor",
         renames(kSystem + "supervisor-3.1.3-py2.7.egg-info",
                 kSystem + "supervisor-2.1_9-py2.7.egg-info")},
        {server, "salt-master-unreadable", sets_mode("etc/salt/master", 0600)},
        {server, "salt-master-unreadable", sets_mode("etc/salt", 0700)},
        {server, "no-selinux-module", removes("etc/selinux/targeted/modules")},
        {server, "closed-port",
         writes("etc/sysconfig/iptables",
                "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 80 -j ACCEPT\nCOMMIT\n")},
        {lite, "closed-port", removes("usr/lib/firewalld/services/calamari.xml")},
        {server, "welcome-page",
         writes("etc/httpd/conf.d/welcome.conf", "# x\n  Alias /.noindex.html /x\n")},
        {server, "site-app-missing", removes(kContent + "manage")},
        {server, "site-app-incomplete", removes(kContent + "login/index.html")},
        {server, "site-app-incomplete", removes(kContent + "admin/scripts/main.js")},
        {server, "site-app-incomplete", writes(kContent + "dashboard/styles/main.css", "")},
        {server, "python-version-in-path",
         writes(kSettings, "TEMPLATE_DIRS = ('lib/python2.6/site-packages/x',)\n")},
        {server, "site-stale-bytecode", leave_stale_bytecode},
        {server, "missing-module", removes("usr/lib64/python2.7/site-packages/cairo")},
        {server, "missing-module",
         renames("usr/lib64/python2.7/site-packages", "usr/lib64/python2.7/of-another-python")},
        {server, "missing-module", removes(test::kSitePackages + "psycopg2")},
        {lite, "missing-module", removes(kSystem + "rbd.so")},
        {minion, "missing-module", removes(kSystem + "configobj.py")},
        {minion, "minion-without-master", removes("etc/salt/minion.d")},
        {minion, "minion-without-master",
         writes("etc/salt/minion.d/calamari.conf", "master: {fqdn}\n")},
        {minion, "minion-without-master",
         writes("etc/salt/minion.d/calamari.conf", "master:\n#- x\nid: y\n")},
        {server, "readable-secret", sets_mode("opt/calamari/webapp/secret.key", 0644)},
        {lite, "readable-secret", sets_mode("var/lib/calamari/calamari.sqlite3", 0644)},
        {server, "half-finished-upgrade", writes(kSettings + ";5f3a41c7", "x")},
        {minion, "half-finished-upgrade", writes(kSystem + "diamond/server.py;5f3a", "x")},
    };
    return table;
}

/// Paths, kinds, modes, times and contents below a directory.
std::string everything(const stdfs::path& top) {
    std::string text;
    std::set<stdfs::path> paths;
    for (const auto& entry : stdfs::recursive_directory_iterator(top)) paths.insert(entry.path());
    for (const stdfs::path& path : paths) {
        struct stat status {};
        REQUIRE(lstat(path.c_str(), &status) == 0);
        text += path.string() + ' ' + std::to_string(status.st_mode) + ' ' +
                std::to_string(status.st_mtim.tv_nsec) + ' ' +
                std::to_string(status.st_ctim.tv_nsec) + '\n';
        if (S_ISREG(status.st_mode)) text += fs::read_file(path) + '\n';
    }
    return hash::sha256(text);
}

} // namespace

TEST_CASE("a healthy site has no finding") {
    for (const auto make :
         {test::make_healthy_server, test::make_healthy_minion, test::make_healthy_lite}) {
        const Dir dir;
        make(dir);
        CHECK(ids(dir) == std::multiset<std::string>{});
        CHECK(doctor::examine(dir.path()).clean());
    }
}

TEST_CASE("each symptom has its finding, and no other") {
    for (const Symptom& symptom : symptoms()) {
        const Dir dir;
        symptom.make(dir);
        symptom.change(dir);
        CHECK(ids(dir) == std::multiset<std::string>{symptom.id});
        CHECK(!doctor::examine(dir.path()).clean());
    }
}

TEST_CASE("a database that is a file is a secret, whichever setting names it") {
    for (const char* setting :
         {"[calamari_web]\ndb_engine = django.db.backends.sqlite3\ndb_name = /srv/calamari.db\n",
          "[cthulhu]\ndb_path = sqlite:////srv/calamari.db\n"}) {
        const Dir dir;
        test::make_healthy_lite(dir);
        dir.write("etc/calamari/calamari.conf", setting);
        dir.write("srv/calamari.db", "x", 0600);
        CHECK(ids(dir).empty());
        dir.write("srv/calamari.db", "x", 0644);
        CHECK(ids(dir) == std::multiset<std::string>{"readable-secret"});
    }
}

TEST_CASE("calamari-firewall is named for the ports that it opens") {
    const Dir httpd, lite;
    test::make_healthy_server(httpd);
    httpd.write("etc/sysconfig/iptables", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    CHECK(remedies(httpd).starts_with("install calamari-firewall, or run 'iptables -I INPUT"));
    test::make_healthy_lite(lite);
    removes("usr/lib/firewalld/services/calamari.xml")(lite);
    CHECK(remedies(lite) == "run 'firewall-cmd --permanent --add-port=2003/tcp "
                            "--add-port=8002/tcp && firewall-cmd --reload'\n");
}

TEST_CASE("a command to paste as root does nothing but what it says, whatever files are called") {
    const Dir dir;
    test::make_healthy_server(dir);
    leave_stale_bytecode_of(dir, "a;reboot;");
    dir.write("opt/calamari/key;reboot", "xyz", 0644);
    dir.write("etc/calamari/calamari.conf",
              "[calamari_web]\nsecret_key_path = /opt/calamari/key;reboot\nusername = apache\n");
    const std::string text = remedies(dir);
    CHECK(text.find("run 'rm '/" + test::kSitePackages + "a;reboot;.pyc''") != text.npos);
    CHECK(text.find("run 'chown apache '/opt/calamari/key;reboot' && chmod 600 "
                    "'/opt/calamari/key;reboot''") != text.npos);
}

TEST_CASE("the kernel is asked where it tells of SELinux, which EL 6 has elsewhere") {
    const Dir none, el6, el7;
    el6.write("selinux/enforce", "1");
    el7.write("sys/fs/selinux/enforce", "0");
    CHECK(!doctor::enforced_by_kernel(doctor::Site(none.path())));
    CHECK(doctor::enforced_by_kernel(doctor::Site(el6.path())) == true);
    CHECK(doctor::enforced_by_kernel(doctor::Site(el7.path())) == false);
}

TEST_CASE("what is no fault has no finding") {
    const std::vector<std::pair<void (*)(const Dir&), Change>> harmless{
        {test::make_healthy_server, writes("etc/selinux/config", "SELINUX=permissive\n")},
        {test::make_healthy_server,
         removes("etc/rc.d/rc3.d/S08iptables")}, // the rules are not loaded
        {test::make_healthy_server, removes("etc/httpd/conf.d/welcome.conf")},
        {test::make_healthy_server, writes(kContent + "login/extra.css", "")},
        {test::make_healthy_server,
         [](const Dir& dir) {
             dir.write(kContent + "login/scripts/d41d8cd9.plugins.js", "");
             dir.write(kContent + "login/index.html",
                       "<script src=\"scripts/d41d8cd9.plugins.js\"></script>");
         }},
        {test::make_healthy_server, writes("etc/calamari/x;y", "")},
        {test::make_healthy_server, writes("etc/calamari/x;12", "")},
        {test::make_healthy_server, writes("etc/calamari/x;mine", "")},
        {test::make_healthy_server,
         [](const Dir& dir) { // EL 7.3 and later
             removes("etc/selinux/targeted/modules")(dir);
             dir.write("etc/selinux/targeted/active/modules/400/calamari-httpd/cil", "");
         }},
        {test::make_healthy_minion,
         writes("etc/salt/minion.d/calamari.conf", "master:\n  - one\n  - two\n")},
        {test::make_healthy_minion, writes("etc/salt/minion", "master: 'one'\n")},
    };
    for (const auto& [make, change] : harmless) {
        const Dir dir;
        make(dir);
        change(dir);
        CHECK(ids(dir) == std::multiset<std::string>{});
    }
}

TEST_CASE("nothing is changed, and no link leads out of the root") {
    const Dir dir, outside;
    make_healthy_server(dir);
    outside.write("master", "x", 0600);
    stdfs::remove(dir.path() / "etc/salt/master");
    stdfs::create_symlink(outside.path() / "master", dir.path() / "etc/salt/master");
    stdfs::create_directory_symlink("../../../../../../../../../..",
                                    dir.path() / "opt/calamari/up");
    const std::string before = everything(dir.path());
    CHECK(ids(dir) == std::multiset<std::string>{});
    CHECK(everything(dir.path()) == before);
}

TEST_CASE("a machine without anything of Calamari's is none of its sites") {
    const Dir dir;
    dir.write("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
    CHECK_THROWS_AS(doctor::examine(dir.path()), report::Error);
    CHECK_THROWS_AS(doctor::examine(dir.path() / "etc/passwd"), report::Error);
    CHECK_THROWS_AS(doctor::examine(dir.path() / "nowhere"), report::Error);
}
