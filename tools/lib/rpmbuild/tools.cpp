#include "lib/rpmbuild/tools.hpp"

#include "lib/encode/gzip.hpp"
#include "lib/rpm/config.hpp"
#include "lib/rpm/version_order.hpp"

#include <string>

namespace calpkg::rpmbuild {

namespace {

process::Command version_of(const std::string& program) {
    return {.argv = {program, "--version"}, .env = process::plain_environment()};
}

/// The first word that begins with a digit: "RPM version 4.18.0", "Version: 0.17.3 (Features: …)".
std::string version_in(const std::string& answer) {
    const std::size_t begin = answer.find_first_of("0123456789");
    if (begin == std::string::npos) return {};
    return answer.substr(begin, answer.find_first_of(" \t\n", begin) - begin);
}

} // namespace

VersionQuestion::VersionQuestion(const std::string& program) : program_(version_of(program)) {}

std::string VersionQuestion::finish() { return version_in(program_.finish({}).out); }

repo::BuiltWith ToolsQuestion::finish() {
    return {.rpmbuild = rpmbuild_.finish(),
            .librpm = rpm::library_version(),
            .encoder = encode::kVersion};
}

report::Findings findings_about(const repo::BuiltWith& tools) {
    constexpr const char* oldest = "4.14";
    if (tools.rpmbuild.empty() || rpm::compare_versions(tools.rpmbuild, oldest) >= 0) return {};
    return {{"old-rpmbuild", report::Severity::warning, "rpmbuild " + tools.rpmbuild,
             std::string("is older than ") + oldest +
                 ": other machines may make other bytes of the same sources",
             "build where rpm is newer"}};
}

} // namespace calpkg::rpmbuild
