#include "lib/verify/limits.hpp"

#include "lib/check/target_fit.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/version_order.hpp"

#include <fmt/format.h>

namespace calpkg::verify {

namespace {

namespace tag = rpm::tag;

constexpr std::uint32_t kRequireName = 1049;
constexpr std::uint64_t kSha224 = 11;
constexpr const char* kFirstWithSha224 = "4.14"; ///< 4.8 and 4.11 refuse it; 4.16 reads all

/// What of a package target_fit() looks at.
rpm::Package as_package(const PackageFacts& facts) {
    rpm::Package package;
    package.source = facts.source;
    package.payload_compressor = facts.header.text(tag::payload_compressor);
    if (package.payload_compressor.empty()) package.payload_compressor = "gzip";
    package.requires_ = facts.header.strings(kRequireName);
    return package;
}

} // namespace

report::Findings limits(const PackageFacts& package, const layout::Target& target, bool ours,
                        const std::string& subject) {
    report::Findings findings = check::target_fit(as_package(package), target, subject);
    if (!ours)
        std::erase_if(findings,
                      [](const report::Finding& one) { return one.id == "payload-not-accepted"; });
    const std::uint64_t header = package.header_end - package.header_begin;
    if (target.header_limit != 0 && header > target.header_limit)
        findings.emplace_back("too-large-header", report::Severity::error, subject,
                              fmt::format("its header has {} bytes; rpm {} of target {} takes {}",
                                          header, target.rpm, target.name, target.header_limit),
                              "leave files out, or split the package");
    if (package.header.number(tag::file_digest_hash) == kSha224 &&
        rpm::compare_versions(target.rpm, kFirstWithSha224) < 0)
        findings.emplace_back(
            "digest-not-accepted", report::Severity::error, subject,
            fmt::format("its files have SHA-224 digests, which rpm {} of target {} does not know",
                        target.rpm, target.name),
            "build it with the define _binary_filedigest_algorithm 8");
    return findings;
}

} // namespace calpkg::verify
