#include "lib/check/package.hpp"

#include "lib/check/accept.hpp"
#include "lib/check/target_fit.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <sys/stat.h>
#include <unordered_map>

namespace calpkg::check {

namespace {

using stage::StagedEntry;

constexpr const char* spec_remedy =
    "compare the package's spec and the build's log with what 'cal-pkg plan' prints";

/// Gathers the errors found in one package.
class Errors {
public:
    explicit Errors(std::string package) : package_(std::move(package)) {}

    void add(const char* id, const std::string& message, const std::string& remedy = spec_remedy) {
        findings_.push_back({id, report::Severity::error, package_, message, remedy});
    }
    void add_file(const char* id, const std::string& path, const std::string& message) {
        findings_.push_back(
            {id, report::Severity::error, package_ + ": " + path, message, spec_remedy});
    }
    void add_all(const report::Findings& findings) {
        findings_.insert(findings_.end(), findings.begin(), findings.end());
    }
    report::Findings take() { return std::move(findings_); }

private:
    std::string package_;
    report::Findings findings_;
};

std::string differs(std::string_view what, const std::string& actual, const std::string& planned) {
    return fmt::format("its {} is '{}', not '{}'", what, actual, planned);
}

void check_name(const rpm::Package& package, const plan::Plan& plan, Errors& errors) {
    const auto same = [&](const char* id, const char* what, const std::string& actual,
                          const std::string& planned) {
        if (actual != planned) errors.add(id, differs(what, actual, planned));
    };
    same("wrong-name", "name", package.name, plan.name);
    same("wrong-epoch", "epoch", package.epoch, "");
    same("wrong-version", "version", package.version, plan.version);
    same("wrong-release", "release", package.release, plan.release);
    same("wrong-arch", "architecture", package.arch, plan.arch);
}

/// A plan's entries and what was staged for them, by path.
class Expected {
public:
    Expected(const plan::Plan& plan, const std::vector<stage::Staged>& staged) {
        for (const StagedEntry& entry : plan.entries) entries_.emplace(entry.path, &entry);
        for (const stage::Staged& file : staged) staged_.emplace(file.path, &file);
    }
    bool has(const std::string& path) const { return entries_.contains(path); }
    /// The entry that decides about owner, mode and content: of a hard link, the file it shares.
    const StagedEntry& owner_of(const StagedEntry& entry) const {
        const auto shared = entries_.find(entry.link);
        const bool link = entry.kind == StagedEntry::Kind::hardlink && shared != entries_.end();
        return link ? *shared->second : entry;
    }
    const stage::Staged* staged(const StagedEntry& entry) const {
        const auto found = staged_.find(owner_of(entry).path);
        return found == staged_.end() ? nullptr : found->second;
    }

private:
    std::unordered_map<std::string_view, const StagedEntry*> entries_;
    std::unordered_map<std::string_view, const stage::Staged*> staged_;
};

std::string type_text(StagedEntry::Kind kind) {
    switch (kind) {
    case StagedEntry::Kind::directory: return "directory";
    case StagedEntry::Kind::symlink: return "symbolic link";
    case StagedEntry::Kind::file:
    case StagedEntry::Kind::hardlink: return "file";
    }
    return "file";
}

std::string type_text(unsigned mode) {
    switch (mode & S_IFMT) {
    case S_IFDIR: return "directory";
    case S_IFLNK: return "symbolic link";
    case S_IFREG: return "file";
    default: return "special file";
    }
}

std::string config_text(bool config, bool noreplace) {
    if (!config) return "no %config";
    return noreplace ? "%config(noreplace)" : "%config";
}

void check_attributes(const rpm::PackageFile& file, const StagedEntry& entry,
                      const StagedEntry& owner, Errors& errors) {
    const auto add = [&](const char* id, std::string_view what, const std::string& actual,
                         const std::string& planned) {
        if (actual != planned) errors.add_file(id, file.path, differs(what, actual, planned));
    };
    if (entry.kind != StagedEntry::Kind::symlink)
        add("wrong-mode", "mode", fmt::format("{:04o}", file.mode & 07777U),
            fmt::format("{:04o}", owner.mode));
    add("wrong-owner", "owner", file.user + ":" + file.group, owner.user + ":" + owner.group);
    add("wrong-time", "modification time", std::to_string(file.mtime), std::to_string(owner.mtime));
    add("wrong-config-flag", "flag",
        config_text(file.config || file.config_replaced, !file.config_replaced),
        config_text(entry.config, true));
    add("wrong-ghost-flag", "flag", file.ghost ? "%ghost" : "no %ghost",
        entry.ghost ? "%ghost" : "no %ghost");
    // The other way round is rpm's own doing: it marks what lies in its documentation directories.
    if (entry.doc && !file.doc) add("wrong-doc-flag", "flag", "no %doc", "%doc");
}

void check_content(const rpm::PackageFile& file, const stage::Staged* staged, Errors& errors) {
    if (staged == nullptr)
        errors.add_file("wrong-content", file.path, "nothing was staged for it");
    else if (file.size != staged->size)
        errors.add_file("wrong-content", file.path,
                        fmt::format("it has {} bytes, {} were staged", file.size, staged->size));
    else if (file.sha256.empty())
        errors.add_file("wrong-content", file.path, "the package holds no SHA-256 of it");
    else if (file.sha256 != staged->sha256)
        errors.add_file("wrong-content", file.path, "its content is not what was staged");
}

void check_file(const rpm::PackageFile& file, const StagedEntry& entry, const Expected& expected,
                Errors& errors) {
    if (type_text(file.mode) != type_text(entry.kind)) {
        errors.add_file("wrong-type", file.path,
                        differs("type", type_text(file.mode), type_text(entry.kind)));
        return;
    }
    const StagedEntry& owner = expected.owner_of(entry);
    check_attributes(file, entry, owner, errors);
    if (entry.kind == StagedEntry::Kind::symlink && file.link != entry.link)
        errors.add_file("wrong-link", file.path, differs("target", file.link, entry.link));
    if (S_ISREG(file.mode) && !entry.ghost && !file.ghost)
        check_content(file, expected.staged(entry), errors);
}

void check_files(const rpm::Package& package, const plan::Plan& plan, const Expected& expected,
                 Errors& errors) {
    std::unordered_map<std::string_view, const rpm::PackageFile*> files;
    for (const rpm::PackageFile& file : package.files) files.emplace(file.path, &file);
    for (const StagedEntry& entry : plan.entries) {
        const auto found = files.find(entry.path);
        if (found == files.end())
            errors.add_file("missing-file", entry.path, "it is in the plan, not in the package");
        else
            check_file(*found->second, entry, expected, errors);
    }
    for (const rpm::PackageFile& file : package.files)
        if (!expected.has(file.path))
            errors.add_file("extra-file", file.path, "it is in the package, not in the plan");
}

} // namespace

report::Findings package(const rpm::Package& package, const plan::Plan& plan,
                         const std::vector<stage::Staged>& staged) {
    Errors errors(plan.name);
    if (package.source) {
        errors.add("source-package", "it is a source package, not a binary one");
        return errors.take();
    }
    check_name(package, plan, errors);
    errors.add_all(target_fit(package, plan.target, plan.name));
    check_files(package, plan, Expected(plan, staged), errors);
    return with_accepted(errors.take(), plan.accept);
}

} // namespace calpkg::check
