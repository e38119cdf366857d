// Small texts of others: how git describes a commit, LFS pointers, requirements, names of archives, entry points,
// MANIFEST.in, signatures in ASCII, what rpm prints, quoted names in diffs, versions.

#include "refusable.hpp"

#include "lib/checkout/lfs.hpp"
#include "lib/checkout/version.hpp"
#include "lib/diff/git_names.hpp"
#include "lib/doctor/packages.hpp"
#include "lib/egg/make/console_scripts.hpp"
#include "lib/egg/make/manifest_in.hpp"
#include "lib/rpm/version_order.hpp"
#include "lib/venv/distribution.hpp"
#include "lib/venv/requirements.hpp"
#include "lib/verify/armor.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;
using fuzz::refusable;

namespace {

constexpr const char* kWord = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+";

/// What rpm carries of a version: nothing that a macro or a shell acts on.
void carried(const checkout::Version& version) {
    for (const std::string& part : {version.version, version.revision})
        if (part.empty() || part.find_first_not_of(kWord) != part.npos) std::abort();
}

void versions(const std::string& text) {
    refusable([&] {
        const checkout::Description description = checkout::parse_description(text);
        if (checkout::parse_description(description.text()).text() != description.text())
            std::abort();
        for (const auto scheme : {checkout::Scheme::calamari, checkout::Scheme::diamond})
            refusable([&] { carried(checkout::version_from(description, scheme)); });
    });
    refusable([&] { carried(checkout::version_from_override(text)); });
}

void orders(const std::string& a, const std::string& b) {
    const auto sign = [](int order) { return (order > 0) - (order < 0); };
    refusable([&] {
        if (sign(rpm::compare_versions(a, b)) != -sign(rpm::compare_versions(b, a))) std::abort();
    });
    venv::versions_contradict(a, b);
    if (venv::same_version(a, b) != venv::same_version(b, a)) std::abort();
}

void names(const std::string& text) {
    const std::string name = venv::canonical_name(text);
    if (venv::canonical_name(name) != name) std::abort();
    venv::parse_archive_name(text);
    venv::is_for_python(text, "2.7");
    diff::unquoted(text);
    diff::names_of_git_header("diff --git " + text);
    for (unsigned count : {1U, 4U}) diff::without_directories(text, count);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    versions(text);
    names(text);
    if (text.find('\0') == text.npos) orders(text.substr(0, size / 2), text.substr(size / 2));
    checkout::parse_lfs_pointer(text);
    refusable([&] { venv::parse_requirements(text, "fuzz"); });
    refusable([&] { egg::parse_entry_points(text, "fuzz"); });
    static const egg::PackageSources sources(
        "/", "fuzz", {"setup.py", "a/__init__.py", "a/b/c.txt", "a/d.html"});
    refusable([&] { egg::apply_manifest_template(sources, text, "MANIFEST.in", {"setup.py"}); });
    verify::armor_fault(text);
    verify::base64_bytes(text);
    doctor::parse_packages(text);
    doctor::parse_files(text);
    return 0;
}
