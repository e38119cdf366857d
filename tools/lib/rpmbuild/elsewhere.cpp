#include "lib/rpmbuild/elsewhere.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpmbuild/here.hpp"

#include <fmt/format.h>

#include <system_error>

namespace calpkg::rpmbuild {

namespace {

namespace stdfs = std::filesystem;

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
    const std::string what = differences(planned.file, made.file);
    if (what.empty()) return {};

    const stdfs::path kept = engine.state() / plan.component / "planned" / made.file.filename();
    std::error_code ignored;
    stdfs::remove(kept, ignored);
    fs::make_directories(kept.parent_path());
    fs::copy_to(planned.file, kept);
    return {{"other-than-planned", report::Severity::error, plan.nevra(),
             fmt::format("what {} brought back is not what is built here: {}", engine.name(), what),
             fmt::format("see 'cal-pkg diff {} {}'", kept.string(), made.file.string())}};
}

} // namespace calpkg::rpmbuild
