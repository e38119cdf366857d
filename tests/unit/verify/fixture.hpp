#pragma once

#include "lib/repo/publication.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/rpm/canonical/together.hpp"
#include "lib/verify/repository.hpp"
#include "unit/repo/fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::test {

inline std::string small_spec() {
    return "Name: tiny\nVersion: 1\nRelease: 1\nSummary: Tiny & small\nLicense: MIT\nBuildArch: "
           "noarch\n"
           "URL: https://example.org/tiny\nVendor: Example\nAutoReqProv: no\nRequires: supervisor "
           ">= 3.0\n"
           "Requires: /bin/sh\nProvides: small = 2:1.0-1\nObsoletes: old < 1\n%description\nFor "
           "tests.\n%install\n"
           "mkdir -p \"$RPM_BUILD_ROOT/opt/tiny\"\necho text >\"$RPM_BUILD_ROOT/opt/tiny/file\"\n"
           "ln -s file \"$RPM_BUILD_ROOT/opt/tiny/link\"\n"
           "find \"$RPM_BUILD_ROOT\" -exec touch -h -d @1404215000 {} +\n"
           "%files\n/opt/tiny\n%ghost /var/lib/tiny.ghost\n%changelog\n"
           "* Tue Jul 01 2014 Ada <ada@example.org> - 1-1\n- first\n";
}

/// Publishes a small directory at `top`, <out>/<target>: package, source package, log, instructions, indexes, manifest.
inline void publish_small(const std::filesystem::path& top) {
    static const Dir made;
    const std::filesystem::path once = made.path() / "el6";
    if (!std::filesystem::exists(once)) {
        constexpr std::int64_t commit = 1404216000;
        repo::Publication publication(once, "el6", {.keep = 2}, {});
        repo::ManifestComponent built{.component = "tiny",
                                      .name = "tiny",
                                      .version = "1",
                                      .release = "1",
                                      .arch = "noarch",
                                      .epoch = commit,
                                      .built_with = {"4.18.0", "4.18.0", "0.17.3", 1, {}, {}}};
        const std::vector<std::string> named{
            "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"};
        std::vector<rpm::CanonicalRequest> requests;
        const Dir work;
        for (const char* stage : {"-bb", "-bs"}) {
            const auto package = build_rpm(work, small_spec(), named, stage);
            const std::string path =
                (std::string(stage) == "-bs" ? "SRPMS/" : "noarch/") + package.filename().string();
            std::filesystem::create_directories((publication.tree() / path).parent_path());
            requests.push_back({package, publication.tree() / path});
        }
        rpm::make_canonical_together(requests, {});
        for (const rpm::CanonicalRequest& request : requests) {
            fs::set_mode_and_time(request.destination, 0644, commit);
            const auto path = request.destination.lexically_relative(publication.tree());
            built.artifacts.push_back(repo::describe_package(publication.tree(), path.string()));
            built.artifacts.back().component = "tiny";
        }
        std::filesystem::create_directories(publication.tree() / "logs");
        for (const char* name : {"logs/tiny.log", "INSTALL.md"}) {
            fs::write_file(publication.tree() / name, std::string("text of ") + name + "\n");
            fs::set_time(publication.tree() / name, commit);
        }
        publication.publish({built}, false);
    }
    const process::Result copied = run({"cp", "-a", once.string(), top.string()}); // with times
    if (!copied.ok()) throw report::Error("cp", copied.err);
}

/// A published directory of a test's own.
class SmallRepository {
public:
    SmallRepository() { publish_small(top()); }
    std::filesystem::path top() const { return dir_.path() / "el6"; }
    std::filesystem::path at(const std::string& path) const { return top() / path; }
    std::filesystem::path package() const { return at("noarch/tiny-1-1.noarch.rpm"); }
    const Dir& dir() const { return dir_; }

    verify::Verified verify(const verify::KeyRing& keys = verify::KeyRing({})) const {
        return verify::verify_repository(top(), "el6", {keys, [](const std::string&) {
                                                            return std::optional<layout::Target>();
                                                        }});
    }

private:
    Dir dir_;
};

/// "id subject: message" of each, sorted, a line each.
inline std::string text_of(const report::Findings& findings) {
    std::vector<std::string> lines;
    for (const report::Finding& one : findings)
        lines.push_back(one.id + " " + one.subject + ": " + one.message + "\n");
    std::ranges::sort(lines);
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
}

/// The ids, sorted, each once.
inline std::string ids_of(const report::Findings& findings) {
    std::set<std::string> ids;
    for (const report::Finding& one : findings) ids.insert(one.id);
    std::string text;
    for (const std::string& id : ids) text += (text.empty() ? "" : " ") + id;
    return text;
}

} // namespace calpkg::test
