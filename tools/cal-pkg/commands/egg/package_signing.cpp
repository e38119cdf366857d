#include "cal-pkg/commands/egg/package_signing.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/options/inputs.hpp"
#include "cal-pkg/options/sign_options.hpp"
#include "lib/report/text.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <optional>

namespace calpkg::commands {

namespace {

/// "12_ge16f809.el6.1" is a release for the target whose dist is "el6".
std::optional<layout::Target> target_of(const std::string& release) {
    const std::vector<std::string> parts = report::split(release, '.');
    const layout::Catalog catalog = cli::open_catalog();
    for (const std::string& name : catalog.target_names()) {
        layout::Target target = catalog.target(name);
        if (std::ranges::find(parts, target.dist) != parts.end()) return target;
    }
    return std::nullopt;
}

} // namespace

struct PackageSigning::Options : cli::SignOptions {};

PackageSigning::PackageSigning() : options_(std::make_unique<Options>()) {}
PackageSigning::~PackageSigning() = default;

void PackageSigning::configure(CLI::App& app) { options_->configure_key(app, cli::kPackage); }

bool PackageSigning::is_asked() const { return options_->names_key(); }

void PackageSigning::complete(egg::PackageOutput& output, const rpm::OpenPackage& package) const {
    const std::optional<repo::Signing> signing = options_->signing_of_package(
        cli::read_project({}), target_of(package.parts.header.text(rpm::tag::release)));
    if (!signing) return;
    output.signer = signing->signer;
    output.sign_payload = signing->parts == rpm::SignedParts::header_and_payload;
}

} // namespace calpkg::commands
