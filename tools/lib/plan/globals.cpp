#include "lib/plan/globals.hpp"

#include "lib/hash/content_time.hpp"
#include "lib/report/error.hpp"
#include "lib/report/utf8.hpp"
#include "lib/rpm/version_order.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace calpkg::plan {

namespace {

/// Macro names hold letters, digits and "_" only.
std::string macro_name(const std::string& prefix, std::string name) {
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
    return prefix + name;
}

/// What rpm puts behind a name for "of this architecture" (rpm: macros, %_isa).
std::string isa_of(const std::string& arch) {
    std::string name = arch;
    std::replace(name.begin(), name.end(), '_', '-');
    return "(" + name + ")";
}

/// The eggs of a plan in each form, as words of the spec: calamari-server's %pretrans makes room for them.
/// Names that are no words there are left out.
std::vector<Define> egg_lists(const Plan& plan) {
    constexpr std::string_view ending = ".egg";
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._+-";
    std::set<std::string> directories, files;
    for (const stage::StagedEntry& entry : plan.entries) {
        using Kind = stage::StagedEntry::Kind;
        const std::size_t top = entry.path.find(std::string(ending) + "/");
        const std::string egg =
            entry.path.substr(0, top + (top == std::string::npos ? 0 : ending.size()));
        if (!egg.ends_with(ending) || egg.find_first_not_of(plain) != std::string::npos) continue;
        if (top != std::string::npos || entry.kind == Kind::directory)
            directories.insert(egg);
        else if (entry.kind != Kind::symlink)
            files.insert(egg);
    }
    std::vector<Define> lists;
    if (!directories.empty())
        lists.push_back({"directory_eggs", fmt::format("{}", fmt::join(directories, " "))});
    if (!files.empty()) lists.push_back({"file_eggs", fmt::format("{}", fmt::join(files, " "))});
    return lists;
}

constexpr const char* kFirstWithVcs = "4.9";

/// The macro by which the spec says of which commit the package is: rpm before 4.9 stops at a line "VCS:" when it reads a
/// spec (it knows no such tag), and its queries do not show it, so there the URL leads to the commit.
std::vector<Define> commit_name(const Plan& plan) {
    if (!plan.from_checkout || plan.dirty) return {};
    const bool reads_vcs = rpm::compare_versions(plan.target.rpm, kFirstWithVcs) >= 0;
    return {{reads_vcs ? "vcs_commit" : "url_commit", plan.commit}};
}

/// Whether rpm leaves a "%" alone that `next` follows. rpm expands a listed name twice, once when it reads
/// the list and once on its way to the disk, so that no escape helps where a macro could begin: a file
/// named `%(command)` would run the command (measured with rpm 4.18).
bool harmless_after_percent(char next) {
    return next == '\0' ||
           std::string_view("/ 0123456789.,;=@~^&$'<>|)}]+").find(next) != std::string_view::npos;
}

/// rpm's io flags `payload`, those of `macro` where that is defined: a build says so of what it encodes anew, somebody
/// who rebuilds the source package does not.
std::string unless_raw(const std::string& payload, const std::string& macro) {
    return "%{?" + macro + "}%{!?" + macro + ":" + payload + "}";
}

} // namespace

std::vector<Define> globals_for(const Plan& plan, const std::string& revision,
                                const std::set<std::string>& features) {
    const layout::Target& target = plan.target;
    std::vector<Define> globals{
        {"version", plan.version},
        {"revision", revision},
        {"dist", "." + target.dist},
        {"python", target.python},
        // Between them lie the times of all files of the package.
        {"oldest_file", std::to_string(hash::oldest_content_time(plan.epoch))},
        {"newest_file", std::to_string(plan.epoch)},
    };
    if (target.rhel != 0) globals.push_back({"rhel", std::to_string(target.rhel)});
    for (const std::string& feature : features)
        globals.push_back({macro_name("feature_", feature), "1"});
    for (const auto& [capability, package] : target.packages)
        globals.push_back({macro_name("pkg_", capability), package});

    const std::vector<Define> commit = commit_name(plan);
    globals.insert(globals.end(), commit.begin(), commit.end());
    const std::vector<Define> eggs = egg_lists(plan);
    globals.insert(globals.end(), eggs.begin(), eggs.end());

    const bool noarch = plan.arch == "noarch";
    const std::vector<Define> hermetic{
        // Who, where and when it is built must not show.
        {"_buildhost", "calamari.invalid"},
        {"use_source_date_epoch_as_buildtime", "1"},
        {"clamp_mtime_to_source_date_epoch", "1"}, // up to rpm 4.19
        {"build_mtime_policy", "clamp_to_source_date_epoch"},
        {"_srcdefattr", "(0644,root,root)"}, // else the SRPM records the builder's user and modes
        // The build host's platform macros are not loaded.
        {"_vendor", "redhat"},
        {"_arch", plan.arch},
        {"_os", "linux"},
        {"_target_platform", plan.arch + "-" + target.platform},
        {"_isa", noarch ? "%{nil}" : isa_of(plan.arch)},
        {"optflags", "-O2 -g"},
        // What the target's rpm reads.
        {"_rpmformat", "4"},
        {"_binary_payload", unless_raw(target.payload, "raw_payload")},
        {"_source_payload", unless_raw(target.source_payload, "raw_source_payload")},
        {"_binary_filedigest_algorithm", "8"}, // SHA-256
        {"_source_filedigest_algorithm", "8"},
        // Files are packed as they were staged: no stripping, no byte-compiling, no links for debuggers.
        {"__os_install_post", "%{nil}"},
        {"__arch_install_post", "%{nil}"},
        {"debug_package", "%{nil}"},
        {"_build_id_links", "none"},
        // One file missing, extra or listed twice ends the build.
        {"_unpackaged_files_terminate_build", "1"},
        {"_duplicate_files_terminate_build", "1"},
        {"_changelog_trimage", "0"},
        {"_changelog_trimtime", "0"},
        {"source_magic", "1"},
    };
    globals.insert(globals.end(), hermetic.begin(), hermetic.end());
    return globals;
}

void validate_rpm_path(const std::string& path) {
    const auto refuse = [&](const std::string& reason) {
        throw report::Error(path, reason, "rename the file");
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto byte = static_cast<unsigned char>(path[i]);
        if (byte < 0x20 || byte == 0x7f) refuse("has a control character in its name");
        // rpm globs inside quotes, too: a file named "*" would stand for all its neighbours.
        if (std::string_view("*?[{\\").find(path[i]) != std::string_view::npos)
            refuse(std::string("has a ") + path[i] +
                   " in its name, which rpm's file list takes for a pattern");
        if (byte == '"')
            refuse("has a double quote in its name, which rpm's file list cannot carry");
        if (byte == '%' && !harmless_after_percent(i + 1 < path.size() ? path[i + 1] : '\0'))
            refuse("has a % in its name where rpm would read a macro");
    }
    if (!report::is_utf8(path)) refuse("has a name that is not UTF-8");
    // PATH_MAX is 4096; before it comes where rpmbuild works, and in rpm's file list more.
    constexpr std::size_t longest_path = 3900;
    if (path.size() > longest_path)
        refuse(
            fmt::format("is a path of {} bytes; a package can have {}", path.size(), longest_path));
    constexpr std::size_t longest = 255; // NAME_MAX of every Linux file system in use
    for (const std::filesystem::path& part : std::filesystem::path(path))
        if (part.native().size() > longest)
            refuse(fmt::format("has a name of {} bytes; file systems take {}", part.native().size(),
                               longest));
}

} // namespace calpkg::plan
