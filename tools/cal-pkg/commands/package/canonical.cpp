#include "cal-pkg/commands/package/canonical.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/layout/text_form.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/canonical/together.hpp"
#include "lib/rpm/format/io_flags.hpp"

#include <CLI/App.hpp>

#include <iostream>
#include <optional>
#include <set>

namespace calpkg::commands {

namespace {

namespace stdfs = std::filesystem;

std::optional<rpm::Compression> compression(const char* option, const std::string& io_flags) {
    if (io_flags.empty()) return std::nullopt;
    if (!layout::forms::payload.accepts(io_flags))
        throw report::Error(option, "cannot be '" + io_flags + "'",
                            "it takes " + std::string(layout::forms::payload.form));
    return rpm::compression_of_flags(io_flags);
}

/// Each of `files` with the place of its canonical form: in `out`, or its own.
std::vector<rpm::CanonicalRequest> requests(const std::vector<std::string>& files,
                                            const stdfs::path& out) {
    std::vector<rpm::CanonicalRequest> all;
    std::set<stdfs::path> destinations;
    for (const std::string& file : files) {
        const stdfs::path path(file);
        all.push_back({path, out.empty() ? path : out / path.filename()});
        if (!destinations.insert(all.back().destination.lexically_normal()).second)
            throw report::Error(all.back().destination.string(), "would be written twice",
                                "give each package once");
    }
    return all;
}

nlohmann::ordered_json to_json(const std::vector<rpm::CanonicalPackage>& packages) {
    auto list = nlohmann::ordered_json::array();
    for (const rpm::CanonicalPackage& package : packages)
        list.push_back({{"path", report::escaped(package.path.string())},
                        {"signature_lost", package.signature_lost}});
    return {{"packages", std::move(list)}};
}

} // namespace

void Canonical::configure(CLI::App& app) {
    app.footer("cal-pkg canonical rpmbuild/SRPMS/*.rpm rpmbuild/RPMS/*/*.rpm");
    app.add_option("FILE", files_, "Packages, source and binary ones, to be rewritten in place")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("FILE");
    const auto payload = [&](const char* name, std::string& value, const char* what) {
        app.add_option(name, value, what)
            ->check(cli::kNotEmpty)
            ->type_name("FLAGS")
            ->group(cli::kChanges);
    };
    payload("--payload", payload_,
            "How to compress binary packages: w6.gzdio (default: as each is compressed)");
    payload("--source-payload", source_payload_, "The same for source packages");
    app.add_option("--out", out_, "Directory to write to, and leave the files alone")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int Canonical::run() {
    const rpm::CanonicalPayloads payloads{compression("--payload", payload_),
                                          compression("--source-payload", source_payload_)};
    const std::vector<rpm::CanonicalPackage> packages =
        rpm::make_canonical_together(requests(files_, out_), payloads);
    for (const rpm::CanonicalPackage& package : packages)
        if (package.signature_lost)
            std::cerr << "cal-pkg: note: " << report::escaped(package.path.string())
                      << ": was signed; sign it again\n";
    if (json_)
        cli::print_json(std::cout, to_json(packages));
    else
        for (const rpm::CanonicalPackage& package : packages) cli::print_path(package.path);
    return 0;
}

} // namespace calpkg::commands
