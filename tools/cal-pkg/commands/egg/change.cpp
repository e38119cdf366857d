#include "cal-pkg/commands/egg/change.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/source_date.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/commands/egg/patch_report.hpp"
#include "lib/egg/beside.hpp"
#include "lib/egg/check/check.hpp"
#include "lib/egg/check/judge.hpp"
#include "lib/egg/patch/directory_patch.hpp"
#include "lib/egg/patch/fixes.hpp"
#include "lib/egg/patch/replace_in_place.hpp"
#include "lib/egg/patch/work_directory.hpp"
#include "lib/egg/plain_package.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/run.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <sys/stat.h>

namespace calpkg::commands {

namespace {

namespace stdfs = std::filesystem;

constexpr std::uintmax_t kLargestEgg = 256U << 20;
constexpr const char* kShadowed = "shadowed-module"; ///< the finding that --accept takes

/// An egg on disk and what shall become of it.
struct Work {
    stdfs::path path;
    std::unique_ptr<egg::Egg> before;
    egg::PlannedChanges planned;
    std::unique_ptr<egg::Egg> after; ///< null when there is nothing to do
};

Work prepare(const stdfs::path& path, const egg::Request& request,
             const std::function<void(const egg::Egg&)>& look) {
    Work work;
    work.path = path;
    work.before = stdfs::is_directory(path) ? egg::Egg::open(path)
                                            : egg::Egg::open_bytes(fs::read_file(path, kLargestEgg),
                                                                   path.filename().string());
    if (look) look(*work.before);
    work.planned = egg::plan_changes(*work.before, request);
    if (!work.planned.changes.empty()) work.after = egg::apply(*work.before, work.planned.changes);
    return work;
}

/// Throws when the change would break what was not broken. Gives the errors that were there before.
report::Findings refuse_broken(const egg::Egg& before, const egg::Egg& after,
                               python::Compiler& compiler, const std::string& django) {
    const egg::Judgement judgement = egg::judge(before, after, compiler, django);
    if (judgement.introduced.empty()) return judgement.standing;
    const report::Finding& first = judgement.introduced.front();
    throw report::Error(
        first.subject,
        fmt::format("the change would break it: {} [{}]{}", first.message, first.id,
                    judgement.introduced.size() > 1
                        ? fmt::format(" and {} more", judgement.introduced.size() - 1)
                        : ""),
        "nothing was changed");
}

/// Throws when Python would not run what the change writes, unless that is accepted: then gives the warnings.
report::Findings refuse_shadowed(const egg::Egg& after, const egg::Changes& changes,
                                 const std::string& python, bool accepted) {
    std::vector<std::string> written;
    for (const auto& [member, content] : changes.write) written.push_back(member);
    report::Findings findings = egg::check_shadows(after, written, python);
    if (findings.empty() || accepted) return findings;
    const report::Finding& first = findings.front();
    throw report::Error(first.subject, fmt::format("{} [{}]", first.message, first.id),
                        fmt::format("nothing was changed; {}; or accept it: '--accept {}'",
                                    first.remedy, first.id));
}

/// Refuses a change that breaks something or is not run. Gives the findings that stand.
report::Findings refuse_bad(const egg::Egg& before, const egg::Egg& after,
                            const egg::Changes& changes, python::Compiler& compiler,
                            const std::string& django, bool shadow_accepted) {
    report::Findings standing = refuse_broken(before, after, compiler, django);
    for (report::Finding& finding :
         refuse_shadowed(after, changes, compiler.version(), shadow_accepted))
        standing.push_back(std::move(finding));
    return standing;
}

/// Whether `path` lies in the directory egg `egg`, be it there already or not.
bool is_in(const stdfs::path& path, const stdfs::path& egg) {
    const stdfs::path real = stdfs::weakly_canonical(path), top = stdfs::weakly_canonical(egg);
    return std::mismatch(top.begin(), top.end(), real.begin(), real.end()).first == top.end();
}

/// Where --output says, with the egg's own name in a directory.
stdfs::path destination(const std::string& output, const stdfs::path& path) {
    const stdfs::path egg = path.has_filename() ? path : path.parent_path();
    const stdfs::path given = output;
    const bool into =
        stdfs::is_directory(given) ? !egg::is_directory_egg(given) : !given.has_filename();
    const stdfs::path place = into ? given / egg.filename() : given;
    std::error_code ignored;
    if (stdfs::equivalent(place, egg, ignored))
        throw report::Error(output, "is the egg itself", "omit --output to change it in place");
    if (stdfs::is_directory(egg) && is_in(stdfs::absolute(place).parent_path(), egg))
        throw report::Error(output, "is inside the egg itself", "choose another --output");
    return place;
}

report::Error taken(const stdfs::path& to) {
    return {to.string(), "already exists", "remove it, or choose another --output"};
}

/// As it is where there was nothing to do: whoever names an output goes on with it.
void write_zip_elsewhere(const Work& work, const stdfs::path& to) {
    if (stdfs::exists(to) && !stdfs::is_regular_file(to))
        throw report::Error(to.string(), "is not a regular file", "choose another --output");
    struct stat status {};
    const bool known = stat(work.path.c_str(), &status) == 0;
    const unsigned mode = known ? status.st_mode & 0777U : 0644U;
    const std::string& bytes = (work.after ? work.after : work.before)->bytes();
    if (fs::write_new_file(to, bytes, mode) == fs::Placed::other) throw taken(to);
}

void require_directory_of(const stdfs::path& to) {
    if (!stdfs::is_directory(stdfs::absolute(to).parent_path()))
        throw report::Error(to.string(), "cannot be written: its directory is not there",
                            "make that directory, or choose another --output");
}

/// What already exists stays; a zip egg with the same bytes is what was asked for.
void write_elsewhere(const Work& work, const stdfs::path& to) {
    require_directory_of(to);
    if (work.before->is_zip()) return write_zip_elsewhere(work, to);
    if (fs::is_there(to)) throw taken(to);
    const egg::WorkDirectory beside(stdfs::absolute(to),
                                    "make that directory, or choose another --output");
    const stdfs::path fresh = beside.path() / to.filename();
    egg::patch_tree(work.path, work.planned.changes, fresh, fs::Copying::elsewhere);
    if (!fs::rename_new(fresh, to)) throw taken(to);
}

egg::BackupResult replace(const egg::EggLock& lock, const Work& work, egg::Backup backup) {
    process::check_interrupt();
    return work.before->is_zip() ? egg::replace_zip(lock, work.after->bytes(), backup)
                                 : egg::replace_directory(lock, work.planned.changes, backup);
}

/// How many names the zip egg has, or that one of a directory egg's changed files which has most.
unsigned long names_of(const egg::EggLock& lock, const egg::Egg& egg, const egg::Changes& changes) {
    if (!lock.is_directory()) return lock.names();
    unsigned long most = 1;
    const auto count = [&](const std::string& member) {
        struct stat status {};
        if (lstat((lock.path() / egg.in_directory(member)).c_str(), &status) == 0)
            most = std::max<unsigned long>(most, status.st_nlink);
    };
    for (const auto& [member, content] : changes.write) count(member);
    for (const std::string& member : changes.remove) count(member);
    return most;
}

/// Lines for the package's changelog: the fixes that were asked for.
std::vector<std::string> changelog_of_fixes(const egg::Request& request) {
    std::vector<std::string> lines;
    for (const std::string& name : request.fixes) {
        const egg::Fix& fix = egg::fix_named(name);
        lines.push_back(fmt::format("Repair {}: {}", fix.member, fix.summary));
    }
    return lines;
}

/// Lines for the package's changelog: what was changed.
std::vector<std::string> changelog_of_changes(const egg::Egg& egg, const egg::Changes& changes) {
    std::vector<std::string> lines;
    for (const auto& [member, content] : changes.write)
        lines.push_back(fmt::format("Change {} in {}", member, egg.name()));
    for (const std::string& member : changes.remove)
        if (member.ends_with(".py"))
            lines.push_back(fmt::format("Remove {} from {}", member, egg.name()));
    if (lines.empty()) lines.push_back("Remove files from " + egg.name());
    return lines;
}

/// The Python in the name of the egg, not in that of a link to it.
std::string python_of(const egg::EggLocation& location) {
    return egg::python_of(location.kind == egg::EggLocation::Kind::packaged
                              ? location.in_package
                              : stdfs::weakly_canonical(location.path).string());
}

void say_that_it_waits() { std::cerr << "cal-pkg: waiting for another cal-pkg\n"; }

/// What check() says of `member`.
report::Findings about(const egg::Egg& egg, const std::string& member, report::Findings findings) {
    const std::string subject = report::escaped(egg::subject_of(egg, member));
    std::erase_if(findings, [&](const report::Finding& finding) {
        return finding.subject != subject && !finding.subject.starts_with(subject + ":");
    });
    return findings;
}

} // namespace

void EggChange::configure(CLI::App& app) {
    const std::size_t others = app.get_options().size();
    app.add_option("--accept", accept_,
                   fmt::format("Write a module that Python does not run: {}", kShadowed))
        ->check(cli::kNotEmpty)
        ->type_name("FINDING")
        ->group(cli::kOutput);
    app.add_option("--output", output_,
                   "Write here instead of in place; a directory if EGG is an RPM")
        ->check(cli::kNotEmpty)
        ->type_name("PATH")
        ->group(cli::kOutput);
    app.add_flag("--no-backup", no_backup_, "Do not keep the old egg as EGG.orig")
        ->group(cli::kOutput);
    app.add_option("--release", release_, "Release of the new package (default: .1 is added)")
        ->check(cli::kNotEmpty)
        ->type_name("RELEASE")
        ->group(cli::kPackage);
    app.add_option("--changelog", changelog_, "Line of its changelog (default: what was changed)")
        ->type_name("TEXT")
        ->group(cli::kPackage);
    signing_.configure(app);
    const std::vector<CLI::Option*> all = app.get_options();
    options_.assign(all.begin() + static_cast<std::ptrdiff_t>(others), all.end());
}

std::string EggChange::words() const {
    std::string words;
    for (const CLI::Option* option : options_) {
        const bool flag = option->get_expected_max() == 0;
        for (const std::string& value : option->results())
            words += " " + option->get_name() + (flag ? "" : " " + process::shell_word(value));
    }
    return words;
}

void EggChange::check_options() const {
    for (const std::string& id : accept_)
        if (id != kShadowed)
            throw report::Error(
                "--accept", fmt::format("'{}' is not the id of a finding that can be accepted", id),
                report::suggestion(id, {kShadowed}));
}

void EggChange::check(const egg::EggLocation& location, const std::string& given) const {
    const bool packaged = location.kind == egg::EggLocation::Kind::packaged;
    if (!packaged && (!release_.empty() || !changelog_.empty() || signing_.is_asked()))
        throw report::Error(
            given, "is not an RPM: --release, --changelog and --sign have no meaning for it",
            "omit them, or name an RPM");
    if (packaged && output_.empty())
        throw report::Error(location.path.string(), "an RPM is not changed in place",
                            "say with --output DIR where the new one goes");
    if (packaged && stdfs::exists(output_) && !stdfs::is_directory(output_))
        throw report::Error(output_, "is not a directory",
                            "the new package goes into one: choose another --output");
}

void EggChange::check_writable(const egg::EggLocation& location) const {
    if (location.kind == egg::EggLocation::Kind::packaged) return;
    if (output_.empty()) {
        const egg::EggLock lock(location.path, say_that_it_waits);
    } else {
        const stdfs::path to = destination(output_, stdfs::absolute(location.path));
        require_directory_of(to);
        if (fs::is_there(to)) throw taken(to);
    }
}

EggChange::Preview EggChange::preview(const egg::EggLocation& location, const egg::Egg& before,
                                      const std::string& member, const std::string& content) const {
    Preview preview;
    try {
        egg::Request request;
        request.replace.emplace_back(member, content);
        const egg::PlannedChanges planned = egg::plan_changes(before, request);
        const std::unique_ptr<egg::Egg> after = egg::apply(before, planned.changes);
        preview.differences = egg::diff(before, *after, {member});
        python::Compiler compiler(python_of(location));
        compiler.start();
        const std::string django = egg::version_beside(location, "Django");
        preview.findings = about(*after, member, egg::check(*after, compiler, django).findings);
        refuse_bad(before, *after, planned.changes, compiler, django, !accept_.empty());
    } catch (const report::Error& error) {
        preview.refusal = error;
    }
    return preview;
}

void EggChange::run(const egg::EggLocation& location, const egg::Request& wanted,
                    const Telling& telling) const {
    if (location.kind == egg::EggLocation::Kind::packaged)
        change_package(location, wanted, telling);
    else
        change_egg(location, wanted, telling);
}

void EggChange::change_egg(const egg::EggLocation& location, const egg::Request& wanted,
                           const Telling& telling) const {
    std::optional<egg::EggLock> lock;
    if (output_.empty()) lock.emplace(location.path, say_that_it_waits);
    const stdfs::path path = lock ? lock->path() : location.path;
    python::Compiler compiler(python_of(location));
    compiler.start(); // it gets ready while the egg is read and changed
    const Work work = prepare(path, wanted, telling.look);
    PatchReport report(location.shown, *work.before, work.planned);
    if (work.after) {
        report.compare(*work.before, *work.after);
        report.findings = refuse_bad(*work.before, *work.after, work.planned.changes, compiler,
                                     egg::version_beside(location, "Django"), !accept_.empty());
        if (telling.differences) report.print_differences(telling.json);
        if (lock) {
            const unsigned long names = names_of(*lock, *work.before, work.planned.changes);
            const auto made =
                replace(*lock, work, no_backup_ ? egg::Backup::none : egg::Backup::keep);
            report.replaced(lock->path(), made, names);
        }
    } else if (lock) {
        egg::WorkDirectory::clear(lock->path());
    }
    if (!lock) {
        const stdfs::path to = destination(output_, stdfs::absolute(work.path));
        write_elsewhere(work, to);
        report.written_to(to);
    }
    report.print(telling.json);
}

egg::PackageOutput EggChange::package_output(const egg::Request& wanted) const {
    egg::PackageOutput output;
    output.directory = output_;
    output.release = release_;
    output.changelog_time = cli::source_date_epoch().value_or(0);
    output.changelog = changelog_.empty() ? changelog_of_fixes(wanted) : changelog_;
    return output;
}

void EggChange::change_package(const egg::EggLocation& location, const egg::Request& wanted,
                               const Telling& telling) const {
    python::Compiler compiler(egg::python_of(location.in_package));
    compiler.start();
    egg::PackageOutput output = package_output(wanted);
    signing_.complete(output, *location.package);
    const egg::PackagedEgg packaged(location.package, location.in_package);
    const egg::Egg& before = packaged.egg();
    if (telling.look) telling.look(before);
    const egg::PlannedChanges planned = egg::plan_changes(before, wanted);
    PatchReport report(location.shown, before, planned);
    if (!planned.changes.empty()) {
        const std::unique_ptr<egg::Egg> after = egg::apply(before, planned.changes);
        report.compare(before, *after);
        report.findings = refuse_bad(before, *after, planned.changes, compiler,
                                     egg::version_beside(location, "Django"), !accept_.empty());
        if (telling.differences) report.print_differences(telling.json);
        if (output.changelog.empty())
            output.changelog = changelog_of_changes(before, planned.changes);
        report.packaged(egg::patch_package(packaged, *after, planned.changes, output));
    }
    report.print(telling.json);
}

} // namespace calpkg::commands
