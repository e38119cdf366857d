#include "lib/repo/signing.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/run.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/repo/tree/put_file.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

std::string key_file(const std::string& name) { return "RPM-GPG-KEY-" + name; }

/// What signs the package `path` of `directory`, which is somebody else's, and lists it; to be pasted. rpmsign leaves a package
/// alone that has a signature by the key already, also where it lacks another one.
std::string lines_to_sign(const stdfs::path& directory, const std::string& path,
                          const Signing& signing) {
    const std::string package = process::shell_word((directory / path).string());
    const std::string& key = signing.signer->key().fingerprint;
    return fmt::format(
        "rpmsign --delsign {0} && rpmsign --define \"__gpg $(command -v gpg)\" --define "
        "'_gpg_name {1}!'{2} --addsign {0} && cal-pkg index {3} --sign '{1}!'",
        package, key, signing.parts == rpm::SignedParts::header ? "" : " --rpmv3",
        process::shell_word(directory.string()));
}

stdfs::path signature_of(const stdfs::path& file) { return file.string() + ".asc"; }

} // namespace

void Signing::complete(const std::optional<ManifestSignature>& published) {
    if (name.empty()) name = published ? published->name : "calamari";
    if (baseurl.empty() && published) baseurl = published->baseurl;
}

std::vector<std::string> signature_files(const ManifestSignature& signature) {
    std::vector<std::string> files{key_file(signature.name)};
    if (!signature.baseurl.empty()) files.push_back(signature.name + ".repo");
    return files;
}

std::string repository_file(const Signing& signing, bool sources) {
    const auto section = [&](const std::string& suffix, const std::string& below, int enabled) {
        return fmt::format("[{0}{1}]\n"
                           "name={0}{1}\n"
                           "baseurl={2}{3}\n"
                           "enabled={4}\n"
                           "gpgcheck=1\n"
                           "repo_gpgcheck=1\n"
                           "gpgkey={2}/{5}\n",
                           signing.name, suffix, signing.baseurl, below, enabled,
                           key_file(signing.name));
    };
    return "# Written by cal-pkg with the signed packages beside it.\n" + section("", "", 1) +
           (sources ? "\n" + section("-source", std::string("/") + kSources, 0) : "");
}

SignedTree::SignedTree(const Signing& signing, stdfs::path published, stdfs::path tree,
                       stdfs::path scratch, std::int64_t time)
    : signing_(signing),
      published_(std::move(published)),
      tree_(std::move(tree)),
      scratch_(std::move(scratch)),
      time_(time) {}

bool SignedTree::fits(const std::string& package) const {
    return rpm::has_fitting_signatures(tree_ / package, *signing_.signer, signing_.parts, scratch_);
}

std::int64_t SignedTree::time_for(const stdfs::path& name) const {
    return time_ != 0 ? time_ : file_time(tree_ / name);
}

bool SignedTree::sign(Artifact& artifact) const {
    process::check_interrupt();
    const stdfs::path package = tree_ / artifact.path;
    const std::int64_t time = time_for(artifact.path);
    bool was_there = false;
    try {
        if (fits(artifact.path)) return false;
        was_there = fs::is_there(published_ / artifact.path) &&
                    has_same_bytes(published_ / artifact.path, package);
        rpm::sign_package(package, *signing_.signer, signing_.parts, scratch_);
    } catch (const report::Error& error) {
        throw rpm::error_of_signing(error, scratch_, (published_ / artifact.path).string());
    }
    fs::set_time(package, time);
    artifact.size = stdfs::file_size(package);
    artifact.sha256 = hash::sha256_file(package);
    return was_there;
}

void SignedTree::sign_packages(Manifest& manifest, report::Findings& findings) const {
    std::size_t renewed = 0;
    for (auto* list : {&manifest.components, &manifest.earlier})
        for (ManifestComponent& build : *list)
            for (Artifact& artifact : build.artifacts)
                if (sign(artifact)) ++renewed;
    if (renewed > 0)
        findings.emplace_back(
            "newly-signed", report::Severity::note, published_.string(),
            fmt::format("signed {} package{} that had no fitting signature by this key, "
                        "and {} otherwise unchanged",
                        renewed, renewed == 1 ? "" : "s", renewed == 1 ? "is" : "are"),
            "");
    for (const Artifact& other : manifest.others)
        if (!rpm::has_good_signature(tree_ / other.path, *signing_.signer, signing_.parts,
                                     scratch_))
            findings.emplace_back(
                "unsigned-package", report::Severity::warning, (published_ / other.path).string(),
                "is somebody else's and has no signature by the key of this repository that its "
                "clients check, so they refuse it",
                "sign it with that key: " + lines_to_sign(published_, other.path, signing_));
    manifest.signature =
        ManifestSignature{signing_.signer->key().fingerprint, signing_.name, signing_.baseurl};
}

void SignedTree::sign_file(const stdfs::path& name) const {
    process::check_interrupt();
    const stdfs::path file = tree_ / name, signature = signature_of(name);
    const auto fits_at = [&](const stdfs::path& at) {
        std::error_code failure; // gpg would wait at a FIFO
        return stdfs::is_regular_file(at, failure) && signing_.signer->has_signed(file, at);
    };
    if (fits_at(tree_ / signature)) return;
    stdfs::remove(tree_ / signature);
    if (fits_at(published_ / signature)) {
        fs::link_or_copy(published_ / signature, tree_ / signature);
        return;
    }
    fs::write_file(tree_ / signature, signing_.signer->sign(file, rpm::SignatureForm::armored),
                   0644, fs::Flush::no);
    fs::set_time(tree_ / signature, time_for(name));
}

void SignedTree::sign_indexes(report::Findings& findings) const {
    for (const stdfs::path& index : {stdfs::path(kRepomd), stdfs::path(kSources) / kRepomd})
        if (fs::is_there(tree_ / index)) sign_file(index);
    std::erase_if(findings, [](const report::Finding& finding) {
        return finding.id == "signature-dropped" &&
               finding.subject.ends_with(signature_of(kRepomd).string());
    });
}

void SignedTree::put(const std::string& name, const std::string& text) const {
    put_file(published_, tree_, name, text, time_for(kManifestName));
}

void SignedTree::publish_key() const {
    put(key_file(signing_.name), signing_.signer->public_key());
    if (!signing_.baseurl.empty())
        put(signing_.name + ".repo",
            repository_file(signing_, fs::is_there(tree_ / kSources / kRepomd)));
}

void keep_signature(const stdfs::path& published, const stdfs::path& tree, const stdfs::path& name,
                    report::Findings& findings) {
    const stdfs::path signature = signature_of(name);
    if (!fs::is_there(published / signature) || fs::is_there(tree / signature)) return;
    if (has_same_bytes(published / name, tree / name))
        fs::link_or_copy(published / signature, tree / signature);
    else
        findings.emplace_back(
            "signature-dropped", report::Severity::warning, (published / signature).string(),
            fmt::format("was made of the {} before this one, so it is gone", name.stem().string()),
            fmt::format("sign the new {}", name.string()));
}

void drop_signatures(Manifest& manifest, const stdfs::path& tree) {
    manifest.signature.reset();
    for (const stdfs::path& index : {stdfs::path(kRepomd), stdfs::path(kSources) / kRepomd})
        stdfs::remove(tree / signature_of(index));
}

void tell_other_key(const stdfs::path& directory, const Manifest& published, const Signing& signing,
                    report::Findings& findings) {
    if (!published.signature) return;
    const std::string& key = signing.signer->key().fingerprint;
    const std::string& old = published.signature->key;
    if (old != key)
        findings.emplace_back(
            "other-key", report::Severity::warning, directory.string(),
            fmt::format("was signed by the key {} until now, and is by {}", old, key),
            fmt::format("let the machines that use it import {}",
                        (directory / key_file(signing.name)).string()));
    if (published.signature->name == signing.name) return;
    const std::vector<std::string> gone = signature_files(*published.signature);
    findings.emplace_back(
        "renamed-key", report::Severity::warning, directory.string(),
        fmt::format("was called {} until now, and is {}: {} {} no longer there",
                    published.signature->name, signing.name, fmt::join(gone, " and "),
                    gone.size() == 1 ? "is" : "are"),
        fmt::format("have the machines that use it look for {}{}, or sign it under the old name",
                    key_file(signing.name),
                    signing.baseurl.empty() ? "" : " and " + signing.name + ".repo"));
}

void tell_unsigned(const stdfs::path& directory, const stdfs::path& tree, const Manifest& published,
                   const Manifest& manifest, report::Findings& findings) {
    for (const ManifestComponent& build : manifest.components)
        for (const Artifact& artifact : build.artifacts) {
            const stdfs::path package = tree / artifact.path;
            if (!fs::is_there(package) || is_signed(package)) continue;
            const auto before = std::ranges::find(published.components, build.component,
                                                  &ManifestComponent::component);
            if (before == published.components.end()) continue;
            const auto model = std::ranges::find_if(before->artifacts, [&](const Artifact& other) {
                return is_source(other.path) == is_source(artifact.path);
            });
            if (model == before->artifacts.end() || !is_signed(directory / model->path)) continue;
            findings.emplace_back(
                "unsigned-package", report::Severity::warning, (directory / artifact.path).string(),
                "is not signed, and the one before it is",
                "sign it with 'cal-pkg index " + directory.string() + " --sign KEY'");
        }
}

void refuse_unsigned(const stdfs::path& directory, const Manifest& published) {
    if (!published.signature) return;
    throw report::Error(directory.string(),
                        fmt::format("is signed by the key {}, and what would take its place is not",
                                    published.signature->key),
                        fmt::format("sign it, too, with '--sign {}', or give its signatures up "
                                    "with --unsigned",
                                    published.signature->key));
}

} // namespace calpkg::repo
