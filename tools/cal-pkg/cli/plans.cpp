#include "cal-pkg/cli/plans.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/fs/cache_home.hpp"
#include "lib/hash/known_good.hpp"
#include "lib/process/build_id.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace calpkg::cli {

namespace {

/// All that a finding says, to tell it once.
std::string said(const report::Finding& finding) {
    return finding.id + '\n' + finding.subject + '\n' + finding.message + '\n' + finding.remedy;
}

/// The errors of all, those that are the same for several targets once.
std::vector<report::Error> told_once(const std::vector<check::CheckedPlans>& planned) {
    std::vector<report::Error> errors;
    for (const check::CheckedPlans& one : planned)
        for (const report::Error& error : one.errors)
            if (std::ranges::none_of(errors, [&](const report::Error& told) {
                    return std::string(told.what()) == error.what();
                }))
                errors.push_back(error);
    return errors;
}

/// Whether `directory` or, if it is not there, the first above it that is, is this user's own.
bool is_own(std::filesystem::path directory) {
    struct stat status {};
    while (stat(directory.c_str(), &status) != 0 && directory.has_relative_path())
        directory = directory.parent_path();
    return status.st_uid == geteuid();
}

/// Where what was found out is remembered; nowhere without a home, and one that is not there is not made. Nor in one
/// of another user, as sudo may leave it: what that says is not believed, and a directory made there would be in the
/// way.
std::optional<std::filesystem::path> memory_directory() {
    try {
        const std::filesystem::path cache = fs::cache_home("what was found out");
        std::error_code unknown;
        const bool home = std::filesystem::is_directory(cache.parent_path().parent_path(), unknown);
        if (home && is_own(cache)) return cache;
    } catch (const report::Error&) { // all is found out again
    }
    return std::nullopt;
}

/// Lets in `directory` the newest `most` files be: each checkout that there ever was has one.
void forget_oldest(const std::filesystem::path& directory, std::size_t most) {
    namespace stdfs = std::filesystem;
    std::error_code failure; // what somebody else removes meanwhile is gone as well
    std::multimap<stdfs::file_time_type, stdfs::path> files;
    for (auto entry = stdfs::directory_iterator(directory, failure);
         !failure && entry != stdfs::directory_iterator(); entry.increment(failure))
        files.emplace(entry->last_write_time(failure), entry->path());
    for (auto file = files.begin(); files.size() > most; file = files.erase(file))
        stdfs::remove(file->second, failure);
}

/// What was found out by runs before this one, and by this one.
struct Memory {
    Memory() : Memory(memory_directory(), process::build_id()) {}

    void save() {
        good.save();
        files.contents.save();
        if (!files.git.empty()) forget_oldest(files.git, kCheckouts);
    }

    hash::KnownGood good;
    plan::Memory files;

private:
    static constexpr std::size_t kCheckouts = 32;

    Memory(const std::optional<std::filesystem::path>& directory, const std::string& program)
        : good(directory ? *directory / "known-good" : "", program),
          files{{directory ? *directory / "known-contents" : "", program},
                directory && !program.empty() ? *directory / "git" : ""} {}
};

} // namespace

std::vector<check::CheckedPlans> plan_targets(Inputs& inputs,
                                              const std::vector<layout::Target>& targets,
                                              const std::vector<std::string>& components,
                                              Inputs::Venv venv, report::Timings* timings) {
    std::optional<report::Timings::Span> span(
        std::in_place, timings, "",
        venv == Inputs::Venv::build ? "virtualenv, web apps" : "planning");
    std::vector<check::Order> orders;
    for (const layout::Target& target : targets)
        orders.push_back({target, inputs.requests(components, target, venv)});
    span.emplace(timings, "", "planning");
    Memory memory;
    for (check::Order& order : orders)
        for (plan::Request& request : order.requests) request.memory = &memory.files;
    std::vector<check::CheckedPlans> planned =
        check::checked_plans(inputs.catalog(), orders, memory.good, timings);
    memory.save();
    return planned;
}

void refuse_plans(std::ostream& err, const std::vector<layout::Target>& targets,
                  const std::vector<check::CheckedPlans>& planned) {
    TargetFindings findings; // of the others: all at once
    for (std::size_t i = 0; i < planned.size(); ++i)
        findings.emplace_back(targets[i].name, findings_of(planned[i].plans));
    print_findings(err, merged_findings(findings));
    const std::vector<report::Error> errors = told_once(planned);
    for (std::size_t i = 0; i + 1 < errors.size(); ++i) print_error(err, errors[i]);
    throw report::Error(errors.back());
}

std::vector<plan::Plan> make_plans(std::ostream& err, Inputs& inputs,
                                   const std::vector<std::string>& components, Inputs::Venv venv,
                                   report::Timings* timings) {
    std::vector<check::CheckedPlans> planned =
        plan_targets(inputs, inputs.targets(), components, venv, timings);
    if (!told_once(planned).empty()) refuse_plans(err, inputs.targets(), planned);
    std::vector<plan::Plan> plans;
    for (check::CheckedPlans& one : planned)
        std::ranges::move(one.plans, std::back_inserter(plans));
    return plans;
}

report::Findings findings_of(const std::vector<plan::Plan>& plans) {
    report::Findings all;
    for (const plan::Plan& plan : plans)
        all.insert(all.end(), plan.findings.begin(), plan.findings.end());
    return all;
}

TargetFindings findings_by_target(const std::vector<plan::Plan>& plans) {
    TargetFindings all;
    for (const plan::Plan& plan : plans) {
        if (all.empty() || all.back().first != plan.target.name)
            all.emplace_back(plan.target.name, report::Findings{});
        report::Findings& findings = all.back().second;
        findings.insert(findings.end(), plan.findings.begin(), plan.findings.end());
    }
    return all;
}

report::Findings merged_findings(const TargetFindings& targets) {
    if (targets.empty()) return {};
    if (targets.size() == 1) return targets.front().second;
    std::map<std::string, std::size_t> times;
    for (const auto& [target, findings] : targets) {
        std::set<std::string> here;
        for (const report::Finding& finding : findings)
            if (here.insert(said(finding)).second) ++times[said(finding)];
    }
    report::Findings merged;
    std::set<std::string> told;
    for (const auto& [target, findings] : targets)
        for (report::Finding finding : findings) {
            const std::string text = said(finding);
            const bool same = times[text] == targets.size();
            if (same && !told.insert(text).second) continue;
            if (!same) finding.subject = target + ": " + finding.subject;
            merged.push_back(std::move(finding));
        }
    return merged;
}

} // namespace calpkg::cli
