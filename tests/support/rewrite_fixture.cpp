#include "support/rewrite_fixture.hpp"

#include "lib/rpm/extract.hpp"
#include "lib/rpm/format/known_answers.hpp"
#include "lib/rpm/package.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <sstream>

namespace calpkg::test {

std::string rich_spec() {
    return R"(Name: calamari-server
Version: 1.2
Release: 3_gabc.el6
Summary: Everything at once
Summary(de): Alles auf einmal
Summary(fr): Tout à la fois
Group: Applications/System
Group(de): Anwendungen/System
License: MIT
AutoReqProv: no
Provides: virtual = 1.2-3_gabc.el6
Provides: calamari-server(api) = 1.2-3_gabc.el6
Requires: supervisor >= 3.0
Requires: calamari-common = 1.2-3_gabc.el6
Requires(post): coreutils
Conflicts: calamari-lite < 1
Obsoletes: calamari < 1.0
Recommends: httpd
Suggests: nginx
%description
For tests.

Two paragraphs.
%description -l de
Für Tests.
%install
umask 022
mkdir -p "$RPM_BUILD_ROOT" && cd "$RPM_BUILD_ROOT"
tree=opt/calamari/site/tree-1-py2.6.egg
mkdir -p $tree/EGG-INFO $tree/pkg/sub etc var/log
cd opt/calamari
echo 'the egg as it was' > site/calamari_web-0.1-py2.6.egg
cd site/tree-1-py2.6.egg
echo 'Name: tree' > EGG-INFO/PKG-INFO
for m in __init__ settings urls; do
    echo "# $m" > pkg/$m.py
    echo "bytecode of $m" > pkg/$m.pyc
    ln pkg/$m.pyc pkg/$m.pyo
done
echo sub > pkg/sub/data.txt
cd ../..
head -c 70000 /dev/urandom > noise
: > empty
echo linked > one
ln one two
ln one zzz
: > hollow
ln hollow hollow2
ln -s ../calamari/one link
ln -s ../../nowhere dangling
mkfifo fifo
echo ping > ping
echo deutsch > messages.de
mkdir -m 2750 shared
mkdir -p "$RPM_BUILD_ROOT" && cd "$RPM_BUILD_ROOT"
echo a=1 > etc/sample.conf
echo b=2 > etc/missing.conf
echo ghost > var/log/sample.log
find . -exec touch -h -d @1404215000 {} +
touch -d @1300000000 opt/calamari/noise
%pre
echo pre
%post -p /sbin/ldconfig
%preun -p <lua>
print("preun")
%postun
echo "postun $1"
%pretrans -p <lua>
print("pretrans")
%posttrans
:
%verifyscript
true
%triggerin -p /bin/bash -- httpd > 2, nginx
echo trigger
%triggerun -- httpd
echo off
%triggerpostun -- calamari < 1
echo old
%filetriggerin -P 100 -p <lua> -- /opt/calamari
print("file trigger")
%transfiletriggerpostun -- /usr/lib
echo trans
%files
%dir /opt/calamari
%dir %attr(2750,root,apache) /opt/calamari/shared
%dir /opt/calamari/site
/opt/calamari/site/calamari_web-0.1-py2.6.egg
/opt/calamari/site/tree-1-py2.6.egg
/opt/calamari/noise
/opt/calamari/empty
/opt/calamari/one
/opt/calamari/two
/opt/calamari/zzz
/opt/calamari/hollow
/opt/calamari/hollow2
/opt/calamari/link
/opt/calamari/dangling
/opt/calamari/fifo
%attr(0600,root,root) %dev(c,1,3) /opt/calamari/null
%caps(cap_net_raw=ep) %attr(0755,root,root) /opt/calamari/ping
%lang(de) /opt/calamari/messages.de
%config(noreplace) %attr(0640,root,apache) /etc/sample.conf
%config(missingok) %verify(not size md5 mtime) /etc/missing.conf
%ghost %attr(0644,root,root) /var/log/sample.log
%changelog
* Tue Jul 01 2014 Ada Example <ada@example.org> - 1.2-3
- Third build
- with two lines
* Mon Jun 30 2014 Bob Example <bob@example.org> - 1.2-1
- First
)";
}

std::filesystem::path build_rich_spec(const Dir& dir, std::string spec,
                                      const std::vector<std::string>& defines) {
    static bool with_capabilities = true; // of files, which rpmbuild may be built without
    try {
        if (with_capabilities) return build_rpm(dir, spec, defines);
    } catch (const report::Error& error) {
        if (error.reason().find("capability support not built in") == std::string::npos) throw;
        MESSAGE("this rpmbuild knows no capabilities of files: they are not tested");
        with_capabilities = false;
    }
    const std::string capabilities = "%caps(cap_net_raw=ep) ";
    return build_rpm(dir, spec.erase(spec.find(capabilities), capabilities.size()), defines);
}

std::filesystem::path build_rich(const Dir& dir, const std::string& payload,
                                 const std::vector<std::string>& defines) {
    std::vector<std::string> all{"_binary_payload " + payload};
    all.insert(all.end(), defines.begin(), defines.end());
    return build_rich_spec(dir, rich_spec(), all);
}

bool can_write(const rpm::Compression& how) {
    if (how.compressor == "gzip" || how.compressor == "ufdio") return true; // cal-pkg's own
    const rpm::Answer answer = rpm::answer_of(how);
    if (answer.given == answer.known) return true;
    MESSAGE(answer.library << " gives other bytes: " << how.compressor << " is not tested");
    return false;
}

bool can_write(const std::string& payload) {
    const std::map<std::string, std::string> compressors{{"gzdio", "gzip"},  {"bzdio", "bzip2"},
                                                         {"xzdio", "xz"},    {"lzdio", "lzma"},
                                                         {"zstdio", "zstd"}, {"ufdio", "ufdio"}};
    const std::size_t dot = payload.find('.');
    return can_write(
        rpm::Compression{compressors.at(payload.substr(dot + 1)), payload.substr(1, dot - 1)});
}

rpm::PackageEdit edit_of_egg(const std::string& content) {
    rpm::PackageEdit edit;
    edit.write[kEgg] = {content, {}};
    edit.release = "3_gabc.el6.1";
    edit.changelog = {"Repair settings.py", "and nothing else"};
    return edit;
}

rpm::RewrittenPackage rewritten(const std::filesystem::path& package,
                                const std::filesystem::path& directory,
                                const rpm::PackageEdit& edit) {
    const rpm::OpenPackage open(package);
    rpm::read_package(open);
    return rpm::rewrite_package(open, directory, edit);
}

rpm::PackageImage image_of(const std::filesystem::path& package) {
    return rpm::read_image(rpm::OpenPackage(package));
}

std::string file_in(const std::filesystem::path& package, const std::string& path) {
    return rpm::read_package_file(rpm::OpenPackage(package), path);
}

std::string query(const std::filesystem::path& package, const std::string& format,
                  const std::string& language) {
    return run({"env", "LC_ALL=" + language, "LANGUAGE=" + language, "rpm", "-qp", "--nosignature",
                "--qf", format, package.string()})
        .out;
}

std::map<std::string, std::string> every_tag(const std::filesystem::path& package) {
    const std::string names = run({"rpm", "--querytags"}).out;
    std::string format;
    std::istringstream lines(names);
    for (std::string name; std::getline(lines, name);)
        format += "\001" + name + "\002[%{" + name + "}\003]";
    std::map<std::string, std::string> tags;
    std::istringstream answers(query(package, format));
    for (std::string answer; std::getline(answers, answer, '\001');) {
        const std::size_t end = answer.find('\002');
        if (end != std::string::npos) tags[answer.substr(0, end)] = answer.substr(end + 1);
    }
    return tags;
}

std::vector<std::string> differing_tags(const std::filesystem::path& a,
                                        const std::filesystem::path& b) {
    const std::map<std::string, std::string> one = every_tag(a);
    std::map<std::string, std::string> two = every_tag(b);
    std::vector<std::string> names;
    for (const auto& [name, value] : one)
        if (two[name] != value) names.push_back(name);
    return names;
}

std::string unpacked(const std::filesystem::path& package, const std::string& path) {
    return run({"sh", "-c", "rpm2cpio \"$1\" | cpio -i --quiet --to-stdout \".$2\"", "sh",
                package.string(), path})
        .out;
}

bool digests_are_right(const std::filesystem::path& package) {
    // rpm 6 leaves MD5 and SHA-1 aside unless it is told otherwise.
    const process::Result result =
        run({"rpm", "-Kv", "--nosignature", "--define", "_pkgverify_flags 0x0", package.string()});
    return result.ok() && result.out.find("digest: OK") != std::string::npos &&
           result.out.find("BAD") == std::string::npos;
}

std::vector<std::string> listing(const std::filesystem::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace calpkg::test
