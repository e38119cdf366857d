#include "lib/rpmbuild/elsewhere.hpp"

#include "lib/compare/packages.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace calpkg::rpmbuild {

namespace {

namespace stdfs = std::filesystem;

/// The first few of `rows`, each in some words.
std::string told(const compare::Rows& rows) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) {
        text += fmt::format("{}{} ({}) {}", i == 0 ? "" : ", ", report::escaped(rows[i].object),
                            rows[i].what, to_string(rows[i].kind));
    }
    if (rows.size() > most) text += fmt::format(" and {} more", rows.size() - most);
    return text;
}

} // namespace

report::Findings build_elsewhere(const engine::Engine& engine, const plan::Plan& plan,
                                 const RawPackage& planned, const stdfs::path& source,
                                 const std::string& source_id, const stdfs::path& log) {
    RawPackage made = planned;
    made.file = engine.build({source, plan.component, plan.name, plan.version, plan.release,
                              plan.arch, planned.file.filename().string()},
                             log);
    rpm::read_package(made.file); // throws for a damaged one: it has come from elsewhere
    finish_package(made, [&] { return source_id; }); // its traces would be other bytes
    if (hash::sha256_file(made.file) == hash::sha256_file(planned.file)) return {};

    const stdfs::path kept = engine.state() / plan.component / "planned" / made.file.filename();
    std::error_code ignored;
    stdfs::remove(kept, ignored);
    fs::make_directories(kept.parent_path());
    fs::copy_to(planned.file, kept);
    const compare::PackageComparison comparison = compare::compare_packages(kept, made.file);
    const std::string differences =
        comparison.rows.empty() ? "in their compressed bytes alone" : told(comparison.rows);
    return {{"other-than-planned", report::Severity::error, plan.nevra(),
             fmt::format("what {} brought back is not what is built here: {}", engine.name(),
                         differences),
             fmt::format("see 'cal-pkg diff {} {}'", kept.string(), made.file.string())}};
}

} // namespace calpkg::rpmbuild
