#include "tiny_plan.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/globals.hpp"
#include "support/support.hpp"

#include <algorithm>
#include <set>

namespace calpkg::test {

namespace {

using stage::StagedEntry;

constexpr std::int64_t kEpoch = 1404216000;

StagedEntry entry(StagedEntry::Kind kind, const std::string& path, unsigned mode) {
    StagedEntry result;
    result.kind = kind;
    result.path = path;
    result.mode = mode;
    result.mtime = kEpoch;
    return result;
}

StagedEntry text_file(const std::string& path, const std::string& text) {
    StagedEntry result = entry(StagedEntry::Kind::file, path, 0640);
    result.size = text.size();
    result.config = true;
    result.source = stage::TextSource{text};
    result.digest = hash::sha256(text);
    return result;
}

StagedEntry disk_file(const Dir& dir, const std::string& path, const std::string& text) {
    StagedEntry result = entry(StagedEntry::Kind::file, path, 0644);
    result.size = text.size();
    result.source = stage::FileSource{dir.write("sources" + path, text), {}};
    result.digest = hash::sha256(text);
    return result;
}

// No %{SOURCE0}: a source package's header holds the expanded spec, build directory and all.
constexpr const char* kSpec = R"(
Name:           tiny-COMPONENT
Version:        %{version}
Release:        %{revision}%{?dist}
Summary:        A package of the tests
License:        MIT
Source0:        tiny-COMPONENT.tar
Source1:        tiny-COMPONENT.files
%{?source_magic:Source2:        magic}
BuildArch:      noarch
AutoReqProv:    no

%description
A package of the tests.

%install
umask 022
rm -rf "$RPM_BUILD_ROOT"
mkdir -p "$RPM_BUILD_ROOT"
tar -C "$RPM_BUILD_ROOT" --no-same-owner -xpf "$RPM_SOURCE_DIR/tiny-COMPONENT.tar"
cp "$RPM_SOURCE_DIR/tiny-COMPONENT.files" .
SCRIPT

%files -f tiny-COMPONENT.files
)";

std::string replaced(std::string text, const std::string& token, const std::string& value) {
    for (std::size_t at = 0; (at = text.find(token, at)) != std::string::npos; at += value.size())
        text.replace(at, token.size(), value);
    return text;
}

/// A target as small as rpmbuild takes it; packages are noarch.
layout::Target tiny_target() {
    layout::Target target;
    target.name = "el6";
    target.dist = "el6";
    target.rhel = 6;
    target.rpm = "4.8.1";
    target.arch = "x86_64";
    target.platform = "redhat-linux-gnu";
    target.python = "2.6";
    target.payload = "w6.gzdio";
    target.source_payload = "w1.gzdio";
    target.rpmlib = {"CompressedFileNames", "PayloadFilesHavePrefix", "FileDigests",
                     "VersionedDependencies", "PartialHardlinkSets"};
    return target;
}

} // namespace

plan::Plan tiny_plan(const Dir& dir, const std::string& component, const std::string& script) {
    plan::Plan plan;
    plan.component = component;
    plan.name = "tiny-" + component;
    plan.version = "1.2";
    plan.release = "3_gabcdef0.el6";
    plan.arch = "noarch";
    plan.target = tiny_target();
    plan.checkout = dir.path() / "sources";
    plan.commit = "abcdef0000000000000000000000000000000000";
    plan.describe = "v1.2-3-gabcdef0";
    plan.epoch = kEpoch;
    plan.tarball = plan.name + ".tar";
    const std::string top = "/opt/" + plan.name;
    plan.entries = {text_file("/etc/" + plan.name + ".conf", "offline = false\n"),
                    entry(StagedEntry::Kind::directory, top, 0755),
                    disk_file(dir, top + "/100% a file", "content of " + component + "\n"),
                    entry(StagedEntry::Kind::symlink, top + "/current", 0777),
                    disk_file(dir, top + "/style.css", std::string(5000, 'x'))};
    plan.entries[3].link = "style.css";
    std::ranges::sort(plan.entries, {}, &StagedEntry::path);
    plan.spec_template = replaced(replaced(kSpec, "COMPONENT", component), "SCRIPT", script);
    plan.magic = fs::read_file(test::source_directory() / "specs/magic");
    plan.changelog = "* Tue Jul 01 2014 Ada Example <ada@example.org> - 1.2-3_gabcdef0\n- first\n";
    plan.globals = plan::globals_for(plan, "3_gabcdef0", {});
    return plan;
}

void Recorder::phase(const std::string& component, rpmbuild::Phase phase) {
    const std::lock_guard lock(mutex_);
    phases[component].push_back(phase);
}

void Recorder::progress(const std::string& /*component*/, std::uint64_t files_done,
                        std::uint64_t bytes_done, std::uint64_t all_files,
                        std::uint64_t all_bytes) {
    const std::lock_guard lock(mutex_);
    files = files_done;
    bytes = bytes_done;
    total_files = all_files;
    total_bytes = all_bytes;
}

rpmbuild::Result build_tiny(const Dir& dir, const std::vector<plan::Plan>& plans, bool replace_all,
                            const std::filesystem::path& memory) {
    Recorder observer;
    return rpmbuild::run(plans,
                         {.out = dir.path() / "out",
                          .jobs = 2,
                          .replace_all = replace_all,
                          .program_version = "0.1.0",
                          .memory = memory},
                         observer);
}

std::string names_below(const std::filesystem::path& directory) {
    std::set<std::string> names;
    for (const auto& found : std::filesystem::recursive_directory_iterator(directory))
        if (!found.is_directory())
            names.insert(found.path().lexically_relative(directory).string());
    std::string text;
    for (const std::string& name : names) text += name + " ";
    return text;
}

} // namespace calpkg::test
