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

} // namespace

std::string version_in(const std::string& answer) {
    const std::size_t begin = answer.find_first_of("0123456789");
    if (begin == std::string::npos) return {};
    return answer.substr(begin, answer.find_first_of(" \t\n", begin) - begin);
}

VersionQuestion::VersionQuestion(const std::string& program) : program_(version_of(program)) {}

std::string VersionQuestion::finish() { return version_in(program_.finish({}).out); }

ToolsQuestion::ToolsQuestion(const Runner* runner) {
    if (runner != nullptr)
        version_ = runner->version();
    else
        rpmbuild_.emplace("rpmbuild");
}

repo::BuiltWith ToolsQuestion::finish() {
    return {.rpmbuild = rpmbuild_ ? rpmbuild_->finish() : version_,
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
