#include "lib/doctor/checks.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

namespace calpkg::doctor {

namespace {

using report::Findings;
using report::Severity;

// Of rpm's headers, where they are public: rpmfileAttrs and rpmVerifyAttrs.
constexpr unsigned kConfig = 1U << 0, kMissingOk = 1U << 3, kGhost = 1U << 6;
constexpr unsigned kVerifyDigest = 1U << 0, kVerifyLink = 1U << 2, kVerifyMode = 1U << 6;

/// Hex digest of the file's content; "" when it must not be read.
std::string digest_of(const Site& site, const std::string& path, int algorithm) {
    const auto real = site.real_entry(path);
    if (!real || access(real->c_str(), R_OK) != 0) return {};
    const fs::Descriptor file = fs::open_existing(*real, O_RDONLY | O_NOFOLLOW);
    hash::Digest digest(static_cast<hash::Algorithm>(algorithm));
    std::string buffer(fs::kBlockSize, '\0');
    while (const std::size_t count = fs::read_some(file.get(), buffer.data(), buffer.size(), path))
        digest.update(buffer.data(), count);
    return digest.finish();
}

/// What is another than it was; "" when nothing is.
std::string change_of(const Site& site, const InstalledFile& file, const struct stat& status) {
    if ((status.st_mode & S_IFMT) != (file.mode & S_IFMT)) return "is of another kind";
    if (S_ISLNK(status.st_mode))
        return (file.verify & kVerifyLink) != 0 && site.link(file.path) != file.link
                   ? "leads elsewhere"
                   : "";
    if ((file.verify & kVerifyMode) != 0 && (status.st_mode & 07777U) != (file.mode & 07777U))
        return fmt::format("has mode {:04o} in place of {:04o}", status.st_mode & 07777U,
                           file.mode & 07777U);
    if (!S_ISREG(status.st_mode) || (file.verify & kVerifyDigest) == 0 || file.digest.empty())
        return {};
    const std::string digest = digest_of(site, file.path, file.algorithm);
    return digest.empty() || digest == file.digest ? "" : "has another content";
}

/// Whether 'egg patch' has changed it, and kept beside what was there: a file of a directory egg or a zip egg.
bool is_repaired(const Site& site, const std::string& path) {
    for (std::string at = path; at.size() > 1; at.resize(at.rfind('/')))
        if (site.has(at + ".orig") && at.find("/site-packages/") != std::string::npos) return true;
    return false;
}

void check_file(const Site& site, const InstalledFile& file, Findings& findings) {
    if ((file.flags & kGhost) != 0) return;
    const std::string subject = file.package + ": " + file.path;
    const std::string again = fmt::format("install {} again with 'rpm -Uvh --force'", file.package);
    const auto status = site.entry_status(file.path);
    if (!status) {
        if ((file.flags & kMissingOk) == 0 && !site.unreadable().contains(file.path))
            findings.emplace_back("site-file-missing", Severity::error, subject,
                                  "is not there any more", again);
        return;
    }
    if ((file.flags & kConfig) != 0) return; // made to be changed
    const std::string change = change_of(site, file, *status);
    if (change.empty()) return;
    if (is_repaired(site, file.path))
        findings.emplace_back(
            "site-file-changed", Severity::note, subject,
            change + " since the package was installed: 'cal-pkg egg patch' has repaired it");
    else
        findings.emplace_back("site-file-changed", Severity::warning, subject,
                              change + " since the package was installed", again);
}

} // namespace

Findings check_package_files(const Context& context) {
    Findings findings;
    for (const InstalledFile& file : context.packages.files)
        check_file(context.site, file, findings);
    return findings;
}

} // namespace calpkg::doctor
