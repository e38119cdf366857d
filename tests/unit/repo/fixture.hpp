#pragma once

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/repo/artifact.hpp"
#include "unit/rpm/fixture.hpp"
#include "unit/rpm/sign.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace calpkg::test {

/// The package "tiny" with `text` in its one file, of which the tests of a program share one: rpmbuild takes
/// its time. Copy it before it is changed.
inline const std::filesystem::path& tiny_package(const std::string& version,
                                                 const std::string& text = "text",
                                                 const std::string& epoch = "") {
    static const Dir dir;
    static std::map<std::string, std::filesystem::path> made;
    const std::string key = epoch + version + "-" + text;
    if (made.contains(key)) return made[key];
    const Dir work;
    const std::filesystem::path built = build_rpm(
        work,
        (epoch.empty() ? "" : "Epoch: " + epoch + "\n") + "Name: tiny\nVersion: " + version +
            "\nRelease: 1\nSummary: Tiny\nLicense: MIT\nBuildArch: noarch\n"
            "AutoReqProv: no\n%description\nFor tests.\n%install\n"
            "mkdir -p \"$RPM_BUILD_ROOT/opt/tiny\"\necho '" +
            text +
            "' >\"$RPM_BUILD_ROOT/opt/tiny/file\"\n"
            "find \"$RPM_BUILD_ROOT\" -exec touch -h -d @1404215000 {} +\n"
            "%files\n/opt/tiny\n",
        {"_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"});
    std::filesystem::create_directories(dir.path() / key);
    made[key] = dir.path() / key / built.filename();
    std::filesystem::copy_file(built, made[key]);
    return made[key];
}

} // namespace calpkg::test
