#include "lib/check/file_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace calpkg::check {

namespace {

constexpr std::uint64_t kLargestFile = UINT32_MAX;

std::string too_large(std::uint64_t size, const layout::Target& target) {
    return fmt::format("has {} bytes; rpm {} of target {} takes {} at most", size, target.rpm,
                       target.name, kLargestFile);
}

} // namespace

report::Findings file_sizes(const plan::Plan& plan) {
    report::Findings findings;
    if (std::ranges::count(plan.target.rpmlib, "LargeFiles") > 0) return findings;
    for (const stage::StagedEntry& entry : plan.entries)
        if (entry.kind == stage::StagedEntry::Kind::file && entry.size > kLargestFile)
            findings.push_back({"too-large-file", report::Severity::error,
                                fmt::format("{}: {}", plan.name, entry.path),
                                too_large(entry.size, plan.target),
                                "leave it out, or split it; --accept too-large-file packs it"});
    if (plan.srpm && plan.total_bytes() > kLargestFile)
        findings.push_back({"too-large-file", report::Severity::warning,
                            fmt::format("{}: {}", plan.name, plan.tarball),
                            too_large(plan.total_bytes(), plan.target) +
                                ": the source package cannot be unpacked there",
                            "rebuild it with a newer rpm, or build without it (--no-srpm)"});
    return findings;
}

} // namespace calpkg::check
