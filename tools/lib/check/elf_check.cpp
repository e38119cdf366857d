#include "lib/check/elf_check.hpp"

#include "lib/check/python_abi.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/fs/paths.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/version_order.hpp"
#include "lib/tar/input.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <unordered_map>
#include <unordered_set>

namespace calpkg::check {

namespace {

using stage::StagedEntry;

constexpr std::uint64_t kLargestMember = 256U << 20;
constexpr std::size_t kSymbolsShown = 4;

/// Where the virtualenv of `target` can be built, as the way out of what only a rebuild repairs.
std::string build_elsewhere(const layout::Target& target, const std::string& what) {
    const auto image = target.variables.find("venv-image");
    const std::string example =
        image == target.variables.end()
            ? std::string("--runner COMMAND")
            : fmt::format("--runner 'podman run --rm -v {{in}}:{{in}} -v {{out}}:{{out}} {}'",
                          image->second);
    return fmt::format("build the virtualenv where {}, e.g. with {}", what, example);
}

/// The glibc that has the version `name` of its interface, "" when it is none of glibc's.
std::string glibc_of(const std::string& name) {
    constexpr std::string_view prefix = "GLIBC_";
    if (!name.starts_with(prefix)) return {};
    const std::string version = name.substr(prefix.size());
    // Markers of what the loader itself must know; the first of them came with glibc 2.36.
    if (version.starts_with("ABI_")) return "2.36";
    const bool number = version.find_first_not_of("0123456789.") == std::string::npos;
    return number && !version.empty() ? version : std::string();
}

bool is_newer(const std::string& glibc, const std::string& than) {
    return !glibc.empty() && rpm::compare_versions(glibc, than) > 0;
}

report::Finding finding(const char* id, const ElfDestination& destination, std::string message,
                        const std::string& remedy) {
    return {id, report::Severity::error,
            fmt::format("{}: {}", destination.package, destination.path), std::move(message),
            fmt::format("{}, or accept it with --accept {}", remedy, id)};
}

/// The symbols that `file` takes of versions newer than the target's glibc, some of them in words.
std::string newer_symbols(const ElfFile& file, const std::string& glibc) {
    std::vector<std::string> symbols;
    for (const ElfImport& import : file.imports)
        if (is_newer(glibc_of(import.version), glibc))
            symbols.push_back(import.name + "@" + import.version);
    for (const ElfVersionNeed& need : file.version_needs) // of no symbol
        if (symbols.empty() && is_newer(glibc_of(need.version), glibc))
            symbols.push_back(need.version);
    if (symbols.size() <= kSymbolsShown) return fmt::format("{}", fmt::join(symbols, ", "));
    const std::size_t more = symbols.size() - kSymbolsShown;
    symbols.resize(kSymbolsShown);
    return fmt::format("{} and {} more", fmt::join(symbols, ", "), more);
}

void check_glibc(const ElfFile& file, const ElfDestination& destination,
                 const layout::Target& target, report::Findings& findings) {
    std::string newest;
    for (const ElfVersionNeed& need : file.version_needs) {
        const std::string glibc = glibc_of(need.version);
        if (is_newer(glibc, newest.empty() ? target.glibc : newest)) newest = glibc;
    }
    if (newest.empty()) return;
    findings.push_back(finding("glibc-too-new", destination,
                               fmt::format("needs glibc {}, {} has {}: {}", newest, target.name,
                                           target.glibc, newer_symbols(file, target.glibc)),
                               build_elsewhere(target, fmt::format("glibc is {}", target.glibc))));
}

/// `entry` of a run path as the loader reads it for a file at `path` (ld.so(8)).
std::string expanded_run_path(std::string entry, const std::string& path) {
    const std::string origin = path.substr(0, path.rfind('/'));
    const std::array<std::pair<std::string, std::string>, 4> tokens{
        {{"${ORIGIN}", origin}, {"$ORIGIN", origin}, {"${LIB}", "lib64"}, {"$LIB", "lib64"}}};
    for (const auto& [token, value] : tokens)
        for (std::size_t at = entry.find(token); at != std::string::npos;
             at = entry.find(token, at + value.size()))
            entry.replace(at, token.size(), value);
    std::string normal = std::filesystem::path(entry).lexically_normal().string();
    while (normal.size() > 1 && normal.back() == '/') normal.pop_back();
    return normal;
}

/// Whether the loader would look in a directory that neither the package nor the system owns.
bool is_foreign(const std::string& path, const ElfDestination& destination) {
    if (!destination.home.empty() && fs::is_at_or_below(path, destination.home)) return false;
    const std::array system = {"/lib", "/lib64", "/usr/lib", "/usr/lib64"};
    return std::ranges::none_of(system,
                                [&](const char* top) { return fs::is_at_or_below(path, top); });
}

/// Some wheels have a run path below the directory of whoever runs them: of no use, and old ones are
/// not to be had without.
report::Finding relative_run_path(const std::string& entry, const ElfDestination& destination) {
    return {"relative-rpath", report::Severity::warning,
            fmt::format("{}: {}", destination.package, destination.path),
            fmt::format("looks for libraries in '{}' below its process' working directory", entry),
            "remove that run path with patchelf, or take another version of its package"};
}

void check_run_paths(const ElfFile& file, const ElfDestination& destination,
                     const layout::Target& target, report::Findings& findings) {
    for (const std::string& entry : file.run_paths) {
        const std::string path = expanded_run_path(entry, destination.path);
        if (!path.starts_with('/')) {
            findings.push_back(relative_run_path(entry, destination));
            continue;
        }
        if (!is_foreign(path, destination)) continue;
        findings.push_back(finding(
            "foreign-rpath", destination,
            fmt::format("looks for libraries in '{}', which is not a directory of the package "
                        "or of the system",
                        entry),
            fmt::format("link it without that -rpath, or remove it with patchelf; {}",
                        build_elsewhere(target, "the system's libraries are used"))));
    }
}

/// The virtualenv's ELF files, and what is found about them.
class VenvCheck {
public:
    explicit VenvCheck(const plan::Plan& plan)
        : plan_(plan),
          home_(std::filesystem::path(plan.venv_top).parent_path().string()) {}

    report::Findings run();

private:
    void add_file(const StagedEntry& entry, const std::filesystem::path& path);
    void add_members();
    void add_member(const StagedEntry& entry, tar::TarInput& archive);
    template <typename Read>
    void judge(const StagedEntry& entry, Read read);

    const plan::Plan& plan_;
    std::string home_;
    std::unordered_map<std::string, const StagedEntry*> members_; ///< by their name in the archive
    report::Findings findings_;
};

template <typename Read>
void VenvCheck::judge(const StagedEntry& entry, Read read) {
    const ElfDestination destination{plan_.name, entry.path, home_};
    try {
        const ElfFile file = read();
        const report::Findings found = elf(file, destination, plan_.target);
        findings_.insert(findings_.end(), found.begin(), found.end());
    } catch (const report::Error& error) {
        findings_.push_back(finding("damaged-elf", destination, error.reason(), error.remedy()));
    }
}

void VenvCheck::add_file(const StagedEntry& entry, const std::filesystem::path& path) {
    if (entry.size < kElfMagic.size()) return;
    std::array<char, kElfMagic.size()> magic{};
    {
        const fs::Descriptor fd(fs::open_existing(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
        const ssize_t count = read(fd.get(), magic.data(), magic.size());
        if (count < 0) throw report::system_error(path.string(), "read", errno);
    }
    if (std::string_view(magic.data(), magic.size()) != kElfMagic) return;
    judge(entry, [&] { return read_elf(path); });
}

void VenvCheck::add_member(const StagedEntry& entry, tar::TarInput& archive) {
    std::string image;
    const auto read_up_to = [&](std::uint64_t size) {
        while (image.size() < size) {
            const std::size_t before = image.size();
            image.resize(std::min<std::size_t>(size, before + fs::kBlockSize));
            const std::size_t count = archive.read(image.data() + before, image.size() - before);
            image.resize(before + count);
            if (count == 0) return;
        }
    };
    read_up_to(std::min<std::uint64_t>(kElfMagic.size(), archive.member().size));
    if (image != kElfMagic) return;
    if (archive.member().size > kLargestMember) {
        findings_.push_back({"unchecked-file", report::Severity::warning,
                             fmt::format("{}: {}", plan_.name, entry.path),
                             "is an ELF file of more than 256 MiB: not checked",
                             "give the virtualenv as a directory"});
        return;
    }
    read_up_to(archive.member().size);
    judge(entry, [&] { return read_elf(entry.path, image); });
}

void VenvCheck::add_members() {
    if (members_.empty()) return;
    tar::TarInput archive(plan_.venv_archive);
    while (archive.next()) {
        if (archive.member().kind != tar::Member::Kind::file) continue;
        const auto found = members_.find(archive.member().name);
        if (found != members_.end()) add_member(*found->second, archive);
    }
}

report::Findings VenvCheck::run() {
    for (const StagedEntry& entry : plan_.entries) {
        if (entry.kind != StagedEntry::Kind::file || entry.ghost || entry.no_elf ||
            !fs::is_at_or_below(entry.path, plan_.venv_top))
            continue;
        process::check_interrupt();
        if (const auto* file = std::get_if<stage::FileSource>(&entry.source))
            add_file(entry, file->path);
        else if (const auto* member = std::get_if<stage::MemberSource>(&entry.source))
            members_.emplace(member->member, &entry);
    }
    add_members();
    std::ranges::stable_sort(findings_, {}, &report::Finding::subject);
    return std::move(findings_);
}

} // namespace

report::Findings elf(const ElfFile& file, const ElfDestination& destination,
                     const layout::Target& target) {
    report::Findings findings;
    if (file.machine != target.arch) {
        findings.push_back(
            finding("wrong-machine", destination,
                    fmt::format("is for {}, {} is {}", file.machine, target.name, target.arch),
                    build_elsewhere(target, fmt::format("the machine is {}", target.arch))));
        return findings;
    }
    check_glibc(file, destination, target, findings);
    const std::string mismatch = python_abi_mismatch(file, destination.path, target.python);
    if (!mismatch.empty())
        findings.push_back(finding(
            "wrong-python-abi", destination, mismatch,
            build_elsewhere(target, fmt::format("Python is {}'s {}", target.name, target.python))));
    check_run_paths(file, destination, target, findings);
    return findings;
}

report::Findings elf_files(const plan::Plan& plan) {
    if (plan.venv_top.empty()) return {};
    return VenvCheck(plan).run();
}

} // namespace calpkg::check
