#include "lib/check/target_fit.hpp"

#include "lib/rpm/format/io_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace calpkg::check {

namespace {

/// The compressor as headers name it for rpm's io flags. Uncompressed payloads bear no name, and rpm reads what bears
/// none as gzip.
std::string named_compressor(const std::string& io_flags) {
    const std::string compressor = rpm::compression_of_flags(io_flags).compressor;
    return compressor == "ufdio" ? "gzip" : compressor;
}

/// "rpmlib(PayloadIsXz) <= 5.2-1" → "PayloadIsXz"; "" for every other requirement.
std::string rpmlib_feature(const std::string& requirement) {
    static constexpr std::string_view prefix = "rpmlib(";
    if (requirement.rfind(prefix, 0) != 0) return {};
    return requirement.substr(prefix.size(), requirement.find(')') - prefix.size());
}

} // namespace

report::Findings target_fit(const rpm::Package& package, const layout::Target& target,
                            const std::string& subject) {
    report::Findings findings;
    const std::string& flags = package.source ? target.source_payload : target.payload;
    const std::string wanted = named_compressor(flags);
    if (package.payload_compressor != wanted)
        findings.emplace_back(
            "payload-not-accepted", report::Severity::error, subject,
            fmt::format("its payload is compressed with {}, target {} takes {} ({})",
                        package.payload_compressor, target.name, wanted, flags),
            fmt::format("build with the define {} {}",
                        package.source ? "_source_payload" : "_binary_payload", flags));
    for (const std::string& requirement : package.requires_) {
        const std::string feature = rpmlib_feature(requirement);
        if (feature.empty() || std::ranges::count(target.rpmlib, feature) != 0) continue;
        findings.emplace_back("rpmlib-not-accepted", report::Severity::error, subject,
                              fmt::format("it requires {}, which rpm {} of target {} does not have",
                                          requirement, target.rpm, target.name),
                              "remove what needs it from the spec, or add it to 'rpmlib' in " +
                                  target.file.string() + " if that rpm does have it");
    }
    return findings;
}

} // namespace calpkg::check
