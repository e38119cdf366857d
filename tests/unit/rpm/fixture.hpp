#pragma once

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <fcntl.h>
#include <filesystem>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

namespace calpkg::test {

/// The spec of a package with one of everything that a header tells of files.
inline std::string sample_spec(const std::string& name = "sample") {
    return "Name: " + name + R"(
Version: 1.2
Release: 3_gabc.el6
Summary: One of everything
License: MIT
URL: https://example.org/sample
Vendor: Example
AutoReqProv: no
Requires: supervisor >= 3.0
Requires: httpd
%description
For tests.
%install
umask 022
mkdir -p "$RPM_BUILD_ROOT" && cd "$RPM_BUILD_ROOT"
mkdir -p opt/sample/empty etc var/log
echo hello > opt/sample/hello
head -c 50000 /dev/urandom > opt/sample/noise
echo a=1 > etc/sample.conf
echo b=2 > etc/replaced.conf
echo read > opt/sample/README
: > var/log/sample.log
ln -s ../hello opt/sample/link
find . -exec touch -h -d @1404215000 {} +
%files
%dir %attr(0755,root,root) /opt/sample
%dir %attr(0750,apache,root) /opt/sample/empty
%attr(0755,root,root) /opt/sample/hello
%attr(0644,root,root) /opt/sample/noise
%doc %attr(0644,root,root) /opt/sample/README
/opt/sample/link
%config(noreplace) %attr(0640,root,apache) /etc/sample.conf
%config %attr(0644,root,root) /etc/replaced.conf
%ghost %attr(0644,root,root) /var/log/sample.log
)";
}

/// Runs rpmbuild below `dir`, none of the user's configuration in sight, and gives the package.
inline std::filesystem::path run_rpmbuild(const Dir& dir, const std::string& spec,
                                          const std::vector<std::string>& defines,
                                          const std::string& stage) {
    const std::string top = dir.path().string();
    const std::filesystem::path file = dir.write("fixture.spec", spec);
    std::vector<std::string> argv = {"env",      "HOME=" + top, "SOURCE_DATE_EPOCH=1404216000",
                                     "rpmbuild", "--nodeps",    "--target",
                                     "x86_64",   stage};
    std::vector<std::string> all = {"_topdir " + top,
                                    "_dbpath " + top + "/rpmdb",
                                    "_buildhost builder.example",
                                    "_rpmformat 4",
                                    "_binary_payload w6.gzdio",
                                    "_rpmfilename %%{NAME}-%%{VERSION}.rpm",
                                    "use_source_date_epoch_as_buildtime 1",
                                    "__os_install_post %{nil}"};
    all.insert(all.end(), defines.begin(), defines.end());
    for (const std::string& define : all) argv.insert(argv.end(), {"--define", define});
    argv.push_back(file.string());
    const process::Result result = run(argv);
    if (!result.ok()) throw report::Error("rpmbuild", result.err);
    const std::filesystem::path made = dir.path() / (stage == "-bs" ? "SRPMS" : "RPMS");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(made))
        if (entry.path().extension() == ".rpm") return entry.path();
    throw report::Error(made.string(), "no package came out");
}

/// The package that rpmbuild makes of `spec`, below `dir`: built for the first who asks for it, copied for the others
/// of the same test program. `stage` is "-bb" or "-bs"; `defines` are further --define arguments.
inline std::filesystem::path build_rpm(const Dir& dir, const std::string& spec,
                                       const std::vector<std::string>& defines = {},
                                       const std::string& stage = "-bb") {
    struct Built {
        std::filesystem::path name; // below the directory
        std::string content;
    };
    static std::map<std::vector<std::string>, Built> all;
    std::vector<std::string> wanted{spec, stage};
    wanted.insert(wanted.end(), defines.begin(), defines.end());
    if (const auto built = all.find(wanted); built != all.end())
        return dir.write(built->second.name, built->second.content);
    const std::filesystem::path file = run_rpmbuild(dir, spec, defines, stage);
    all[wanted] = {file.lexically_relative(dir.path()), fs::read_file(file)};
    return file;
}

/// What this process writes to stderr while `action` runs.
template <typename Action>
std::string stderr_of(const test::Dir& dir, Action action) {
    const auto file = dir.write("stderr", "");
    const int saved = dup(STDERR_FILENO);
    const int fd = open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    dup2(fd, STDERR_FILENO);
    action();
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(fd);
    return fs::read_file(file);
}

} // namespace calpkg::test
