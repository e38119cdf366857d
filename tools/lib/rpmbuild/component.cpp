#include "lib/rpmbuild/component.hpp"

#include "lib/check/accept.hpp"
#include "lib/check/build_root.hpp"
#include "lib/check/build_traces.hpp"
#include "lib/check/package.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/parts/parts_of.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/rpmbuild/await_line.hpp"
#include "lib/rpmbuild/command.hpp"
#include "lib/rpmbuild/elsewhere.hpp"
#include "lib/rpmbuild/finish_package.hpp"
#include "lib/rpmbuild/here.hpp"
#include "lib/rpmbuild/logs.hpp"
#include "lib/rpmbuild/topdir.hpp"
#include "lib/stage/write_tar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <system_error>

namespace calpkg::rpmbuild {

namespace {

namespace stdfs = std::filesystem;

constexpr const char* kSpecRemedy =
    "compare the package's spec and the build's log with what 'cal-pkg plan' prints";

/// Packages that rpmbuild has left below `directory`, relative to it, sorted.
std::vector<stdfs::path> packages_below(const stdfs::path& directory) {
    std::vector<stdfs::path> found;
    std::error_code failure;
    for (stdfs::recursive_directory_iterator it(directory, failure), end; !failure && it != end;
         it.increment(failure))
        if (it->path().extension() == ".rpm")
            found.push_back(it->path().lexically_relative(directory));
    if (failure) throw report::system_error(directory.string(), "read", failure.value());
    std::ranges::sort(found);
    return found;
}

std::string listed(const std::vector<stdfs::path>& paths) {
    std::string text;
    for (const stdfs::path& path : paths) text += (text.empty() ? "" : ", ") + path.string();
    return text.empty() ? "no package" : text;
}

std::uint64_t count_files(const plan::Plan& plan) {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(plan.entries, [](const stage::StagedEntry& entry) {
            return entry.kind == stage::StagedEntry::Kind::file && !entry.ghost;
        }));
}

/// Says that something has ended, however it ends.
class Ending {
public:
    explicit Ending(std::atomic<bool>& ended) : ended_(ended) {}
    ~Ending() { ended_ = true; }
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;

private:
    std::atomic<bool>& ended_;
};

/// The steps of one component's build, in the order of their declaration.
class ComponentBuild {
public:
    ComponentBuild(const plan::Plan& plan, const Workspace& workspace, Observer& observer,
                   report::Timings* timings)
        : plan_(plan),
          workspace_(workspace),
          observer_(observer),
          timings_(timings),
          findings_(plan.findings),
          source_(source_package(plan, workspace.topdir)),
          binary_(binary_package(plan, workspace.topdir)) {}

    void stage();
    void run_rpmbuild();
    void check();
    void compare_with_here();
    void submit(const engine::Engine& engine);
    std::vector<repo::Artifact> deliver();
    /// Until nothing works on the packages any more, whatever has ended the build.
    void wait() const {
        if (source_package_.valid()) source_package_.wait();
    }

    const report::Findings& findings() const { return findings_; }

private:
    struct Product {
        stdfs::path file; ///< where rpmbuild has put it
        repo::Artifact artifact;
    };

    /// Throws report::Error unless `expected` is the one package that rpmbuild has left below `directory`.
    void only_package(const stdfs::path& directory, const stdfs::path& expected) const;
    RawPackage raw_source() const;
    RawPackage raw_binary() const;
    void check_build_root();
    FinishedPackage finish_binary() const;
    /// Keeps them and throws the first error among them.
    void add_findings(const report::Findings& found);
    /// Makes room for the packages' canonical forms. Nothing reads them any more; what cannot be removed now goes with
    /// the whole directory.
    void remove_inputs() const;
    void add_product(const stdfs::path& file, const stdfs::path& directory,
                     const std::string& nevra, const FinishedPackage& finished);
    /// A phase of this component, until the end of the block.
    report::Timings::Span timed(const char* phase) const {
        return {timings_, plan_.component, phase};
    }

    const plan::Plan& plan_;
    const Workspace& workspace_;
    Observer& observer_;
    report::Timings* timings_;
    report::Findings findings_;
    stdfs::path source_, binary_; ///< where rpmbuild puts the packages
    std::vector<stage::Staged> staged_;
    std::vector<Product> products_;
    std::atomic<bool> rpmbuild_ended_ = false;
    std::shared_future<FinishedPackage> source_package_; ///< last: its thread uses the others
};

namespace {

/// Throws the first error among `found`, if there is one.
void stop_at_errors(const report::Findings& found) {
    const auto is_error = [](const report::Finding& finding) {
        return finding.severity == report::Severity::error;
    };
    const auto first = std::ranges::find_if(found, is_error);
    if (first == found.end()) return;
    const auto others = std::ranges::count_if(found, is_error) - 1;
    const std::string more = others == 0 ? "" : fmt::format(" (and {} more)", others);
    throw report::Error(first->subject, first->message + more, first->remedy);
}

} // namespace

void ComponentBuild::stage() {
    stop_at_errors(plan_.findings);
    const auto span = timed("staging");
    observer_.phase(plan_.component, Phase::staging);
    const std::uint64_t files = count_files(plan_);
    const std::uint64_t bytes = plan_.total_bytes();
    const auto on_progress = [&](std::uint64_t files_done, std::uint64_t bytes_done) {
        process::check_interrupt();
        observer_.progress(plan_.component, files_done, bytes_done, files, bytes);
    };
    staged_ = prepare_topdir(plan_, workspace_.topdir, on_progress);
}

void ComponentBuild::run_rpmbuild() {
    const auto span = timed("rpmbuild");
    observer_.phase(plan_.component, Phase::building);
    // With the source package even where nobody wants it: its id stands in the binary one, whose bytes do not depend
    // on that.
    process::Command command = rpmbuild_command(plan_, workspace_.topdir, workspace_.runner);
    command.log = workspace_.log;
    append_to_log(workspace_.log, line_to_paste(command) + "\n");
    // rpmbuild finishes the source package first, and says so (one that does not is waited for). Then it packs the
    // binary one on one processor, and another is free.
    source_package_ = std::async(std::launch::async, [this] {
                          await_line(workspace_.log, "Wrote: " + source_.string(), rpmbuild_ended_);
                          const auto beside = timed("source package (beside)");
                          return finish_package(raw_source());
                      }).share();
    const Ending ending(rpmbuild_ended_);
    const process::Result result = workspace_.runner == nullptr
                                       ? process::run(command)
                                       : workspace_.runner->run(command, workspace_.topdir);
    if (!result.ok())
        throw report::Error(plan_.name, "rpmbuild failed (" + result.ending() + ")",
                            "its log tells why");
}

void ComponentBuild::only_package(const stdfs::path& directory, const stdfs::path& expected) const {
    const std::vector<stdfs::path> found = packages_below(directory);
    const stdfs::path wanted = expected.lexically_relative(directory);
    if (found == std::vector<stdfs::path>{wanted}) return;
    throw report::Error(plan_.name,
                        "rpmbuild made " + listed(found) + " instead of " + wanted.string(),
                        kSpecRemedy);
}

RawPackage ComponentBuild::raw_source() const {
    return {source_, plan_.nvr() + ".src", plan_.target.source_payload,
            check::build_traces(plan_, workspace_.topdir, check::this_builder())};
}

RawPackage ComponentBuild::raw_binary() const {
    return {binary_, plan_.nevra(), plan_.target.payload,
            check::build_traces(plan_, workspace_.topdir, check::this_builder())};
}

void ComponentBuild::add_product(const stdfs::path& file, const stdfs::path& directory,
                                 const std::string& nevra, const FinishedPackage& finished) {
    products_.push_back({file, repo::Artifact{.component = plan_.component,
                                              .path = (directory / file.filename()).string(),
                                              .nevra = nevra,
                                              .size = finished.size,
                                              .sha256 = finished.sha256,
                                              .header_sha256 = finished.package.header_sha256}});
}

void ComponentBuild::add_findings(const report::Findings& found) {
    findings_.insert(findings_.end(), found.begin(), found.end());
    stop_at_errors(found);
}

void ComponentBuild::remove_inputs() const {
    std::error_code ignored;
    stdfs::remove_all(find_build_root(workspace_.topdir), ignored);
    stdfs::remove_all(workspace_.topdir / "SOURCES", ignored);
}

void ComponentBuild::check_build_root() {
    const auto span = timed("checking build root");
    add_findings(check::build_root(find_build_root(workspace_.topdir), plan_));
    remove_inputs();
    only_package(workspace_.topdir / "RPMS", binary_);
    only_package(workspace_.topdir / "SRPMS", source_);
}

/// Written, read back and proved.
FinishedPackage ComponentBuild::finish_binary() const {
    const auto span = timed("canonical form");
    return finish_package(raw_binary(), [this] { return source_package_.get().id; });
}

void ComponentBuild::check() {
    observer_.phase(plan_.component, Phase::checking);
    check_build_root();
    FinishedPackage binary = finish_binary();
    const FinishedPackage& source = source_package_.get();
    const auto span = timed("checking package");
    add_findings(check::with_accepted(
        check::told_once(std::move(binary.traces), source.traces, plan_.tarball), plan_.accept));
    add_findings(check::package(binary.package, plan_, staged_));
    add_product(binary_, plan_.arch, plan_.nevra(), binary);
    if (!plan_.srpm) return;

    const std::string nevra = plan_.nvr() + ".src";
    const rpm::Package& package = source.package;
    if (!package.source || package.name != plan_.name || package.version != plan_.version ||
        package.release != plan_.release)
        throw report::Error(plan_.name, nevra + ".rpm is not the source package it is named after",
                            kSpecRemedy);
    add_product(source_, "SRPMS", nevra, source);
}

void ComponentBuild::compare_with_here() {
    if (workspace_.runner == nullptr) return;
    const auto span = timed("rpmbuild here");
    add_findings(rpmbuild::compare_with_here(plan_, workspace_.topdir.string() + "-here",
                                             workspace_.topdir, workspace_.log));
}

void ComponentBuild::submit(const engine::Engine& engine) {
    const auto span = timed("build engine");
    observer_.phase(plan_.component, Phase::submitted);
    add_findings(build_elsewhere(engine, plan_, raw_binary(), source_, source_package_.get().id,
                                 workspace_.log));
}

std::vector<repo::Artifact> ComponentBuild::deliver() {
    process::check_interrupt();
    const auto span = timed("delivering");
    std::vector<repo::Artifact> artifacts;
    for (const Product& product : products_) {
        fs::set_mode_and_time(product.file, 0644, plan_.epoch);
        fs::move_file(product.file, workspace_.tree / product.artifact.path);
        artifacts.push_back(product.artifact);
    }
    return artifacts;
}

/// One line about what ended the build, naming the component, not the private directory.
std::string failure_line(const plan::Plan& plan, const Workspace& workspace,
                         const std::string& what) {
    const std::string line = report::replaced(what, (workspace.topdir / "").string(), "");
    return line.starts_with(plan.name + ":") ? line : plan.name + ": " + line;
}

bool is_full(const stdfs::path& directory) {
    constexpr std::uintmax_t little = 1U << 20;
    std::error_code failure;
    const stdfs::space_info space = stdfs::space(directory, failure);
    return !failure && space.available < little;
}

/// rpmbuild's own words for a full disk may have had no room in the log.
std::string space_hint(const Workspace& workspace, const std::string& log) {
    if (!is_full(workspace.tree) && is_full(workspace.topdir.parent_path()))
        return "; the file system of " + workspace.topdir.parent_path().string() +
               " is full: free some space there";
    if (!is_full(workspace.tree) && log.find("No space left on device") == std::string::npos)
        return {};
    return "; the output's file system is full: free some space or choose another --out";
}

/// `what` ended the build; `remedy` is the way out where the disk is not full.
void note_failure(const plan::Plan& plan, const Workspace& workspace, const std::string& what,
                  const std::string& remedy, Outcome& outcome) {
    std::string log;
    std::error_code failure;
    if (stdfs::exists(workspace.log, failure)) {
        try {
            log = tail(without_run(fs::read_file(workspace.log), workspace.topdir));
            hide_run(workspace.log, workspace.topdir); // last: a full disk has no room for it
        } catch (const std::exception& error) {
            if (log.empty()) log = error.what();
        }
    }
    std::string way_out = space_hint(workspace, log + what);
    if (way_out.empty() && !remedy.empty()) way_out = "; " + remedy;
    outcome.error = failure_line(plan, workspace, what) + way_out;
    outcome.log_tail = log;
}

} // namespace

ComponentResult build_component(const plan::Plan& plan, const Workspace& workspace,
                                Observer& observer, const engine::Engine* engine,
                                report::Timings* timings) {
    const auto begin = std::chrono::steady_clock::now();
    ComponentResult result;
    result.outcome.component = plan.component;
    ComponentBuild build(plan, workspace, observer, timings);
    try {
        result.parts = parts::parts_of(plan); // what it reads may be wrong: before rpmbuild
        build.stage();
        build.run_rpmbuild();
        build.check();
        build.compare_with_here();
        if (engine != nullptr) build.submit(*engine);
        result.artifacts = build.deliver();
        hide_run(workspace.log, workspace.topdir);
        result.outcome.ok = true;
    } catch (const report::Interrupted&) {
        throw;
    } catch (const report::Error& error) {
        result.artifacts.clear();
        note_failure(plan, workspace, report::Error(error.subject(), error.reason()).what(),
                     error.remedy(), result.outcome);
    } catch (const std::exception& error) {
        result.artifacts.clear();
        note_failure(plan, workspace, error.what(), {}, result.outcome);
    }
    result.outcome.findings = build.findings();
    build.wait();
    // Sources and build root need the room that the other components and the repository need, too.
    std::error_code ignored;
    stdfs::remove_all(workspace.topdir, ignored);
    result.outcome.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    observer.phase(plan.component, result.outcome.ok ? Phase::done : Phase::failed);
    return result;
}

} // namespace calpkg::rpmbuild
