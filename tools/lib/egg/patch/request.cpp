#include "lib/egg/patch/request.hpp"

#include "lib/diff/apply_patch.hpp"
#include "lib/egg/patch/concerned_files.hpp"
#include "lib/egg/patch/fixes.hpp"
#include "lib/egg/patch/from_checkout.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace calpkg::egg {

namespace {

constexpr const char* kAppliedAlready =
    "was the patch applied before? 'cal-pkg egg show' shows the member";

/// An egg as it will be, while a request is worked out. Nothing is written anywhere.
class Planner {
public:
    explicit Planner(const Egg& egg) : egg_(egg) {}

    void take_checkout(const std::filesystem::path& checkout);
    void remove(const std::string& member);
    void replace(const std::string& member, const std::string& content);
    void add(const std::string& member, const std::string& content);
    void patch(const PatchText& patch, std::optional<unsigned> strip);
    void fix(const Fix& fix);
    PlannedChanges take();

private:
    bool has(const std::string& member) const;
    report::Error unfixable(const Fix& fix) const;
    std::string text(const std::string& member) const;
    void write(const std::string& member, const std::string& content);
    void apply(const diff::FilePatch& file, const PatchText& patch);
    void move(const diff::FilePatch& file, const std::vector<diff::FilePatch>& files,
              const PatchText& patch);
    void begin_commit(const diff::FilePatch& file);
    std::string target_of(const diff::FilePatch& file, const PatchText& patch) const;
    bool remove_bytecode_with_bug(const Fix& fix);
    std::string subject(const std::string& member) const;
    std::string suggestion(const std::string& member) const;

    const Egg& egg_;
    using Contents = std::map<std::string, std::optional<std::string>>; ///< no value: removed

    Contents pending_;
    /// Of the commit whose diff is being applied, or of one diff.
    struct Commit {
        std::size_t number = 0;
        Contents before;               ///< pending_ when it began: what is moved is as it was then
        std::set<std::string> changed; ///< members that it has changed
        std::set<std::string> made;    ///< members that it has moved there
    } commit_;
    std::set<std::string> always_; ///< written even when the same
    std::vector<std::string> notes_;
};

std::string Planner::subject(const std::string& member) const {
    return egg_.name() + ": " + member;
}

std::string Planner::suggestion(const std::string& member) const {
    std::vector<std::string> names;
    const std::string below = member.ends_with('/') ? member : member + "/";
    for (const Member& candidate : egg_.members()) {
        if (candidate.name.starts_with(below)) return "it is a directory: name its files";
        if (candidate.name != member) names.push_back(candidate.name);
    }
    const std::string near = report::nearest(member, names);
    return near.empty() ? "'cal-pkg egg list' shows what is in it" : "did you mean '" + near + "'?";
}

bool Planner::has(const std::string& member) const {
    const auto pending = pending_.find(member);
    return pending != pending_.end() ? pending->second.has_value() : egg_.has(member);
}

std::string Planner::text(const std::string& member) const {
    const auto pending = pending_.find(member);
    return pending != pending_.end() && pending->second ? *pending->second : egg_.read(member);
}

void Planner::write(const std::string& member, const std::string& content) {
    pending_[member] = content;
}

void Planner::remove(const std::string& member) {
    if (pending_.contains(member) && !has(member))
        throw report::Error(subject(member), "is to be removed twice", "ask for it once");
    if (!has(member)) throw report::Error(subject(member), "is not in the egg", suggestion(member));
    pending_[member] = std::nullopt;
}

void Planner::replace(const std::string& member, const std::string& content) {
    if (!has(member))
        throw report::Error(subject(member), "is not in the egg",
                            suggestion(member) + " (--add takes new members)");
    if (!always_.insert(member).second)
        throw report::Error(subject(member), "is to be replaced twice", "ask for one of them");
    write(member, content);
}

void Planner::add(const std::string& member, const std::string& content) {
    if (has(member)) throw report::Error(subject(member), "is already in the egg", "use --replace");
    write(member, content);
}

void Planner::take_checkout(const std::filesystem::path& checkout) {
    const CheckoutFiles found = files_from_checkout(egg_, checkout);
    for (const auto& [member, content] : found.files) write(member, content);
    for (const std::string& member : found.missing)
        notes_.push_back(
            fmt::format("{} is not in the checkout and stays (--remove takes it away)", member));
    for (const std::string& path : found.modified)
        notes_.push_back(
            fmt::format("{} differs from the checkout's commit; taken as it is", path));
}

/// The member that a patch means: as patch(1), whichever of the two names is there.
std::string Planner::target_of(const diff::FilePatch& file, const PatchText& patch) const {
    if (file.old_path.empty()) {
        // One that is empty may be what diff -N took for missing.
        if (has(file.new_path) && !text(file.new_path).empty())
            throw report::Error(patch.name,
                                file.new_path + " is to be made, but is already in the egg",
                                kAppliedAlready);
        return file.new_path;
    }
    if (has(file.old_path)) return file.old_path;
    if (!file.new_path.empty() && has(file.new_path)) return file.new_path;
    throw report::Error(patch.name, file.path() + " is not in " + egg_.name(),
                        suggestion(file.path()));
}

void Planner::apply(const diff::FilePatch& file, const PatchText& patch) {
    const std::string member = target_of(file, patch);
    const std::string old = file.old_path.empty() ? std::string() : text(member);
    const std::string content = diff::apply_patch(file, old, patch.name);
    if (!file.new_path.empty()) return write(member, content);
    if (!content.empty())
        throw report::Error(patch.name,
                            member + " is to be removed, but has more lines than the patch knows",
                            "use --remove");
    remove(member);
}

/// A diff changes a file once: what comes again is of another one.
void Planner::begin_commit(const diff::FilePatch& file) {
    const bool plain = file.move == diff::FilePatch::Move::none;
    if (file.commit != commit_.number || (plain && commit_.changed.contains(file.path())))
        commit_ = {file.commit, pending_, {}, {}};
    if (plain) commit_.changed.insert(file.path());
}

/// What git does: whatever else the commit makes of the old file, and in whatever order, what is moved is the file
/// that it found. A rename of a file that was changed before is of another diff, which no line told of.
void Planner::move(const diff::FilePatch& file, const std::vector<diff::FilePatch>& files,
                   const PatchText& patch) {
    using Move = diff::FilePatch::Move;
    const bool rename = file.move == Move::rename;
    const bool away = std::ranges::any_of(files, [&](const diff::FilePatch& other) {
        return other.move == Move::rename && other.commit == file.commit &&
               other.old_path == file.new_path;
    });
    if (has(file.new_path) && !away)
        throw report::Error(patch.name, file.new_path + " is to be made, but is already in the egg",
                            kAppliedAlready);
    std::optional<std::string> old;
    const auto before = commit_.before.find(file.old_path);
    const bool changed = rename && commit_.changed.contains(file.old_path);
    if (!changed && before != commit_.before.end())
        old = before->second;
    else if (!changed && egg_.has(file.old_path))
        old = egg_.read(file.old_path);
    if (!old && has(file.old_path)) old = text(file.old_path);
    if (!old)
        throw report::Error(patch.name, file.old_path + " is not in " + egg_.name(),
                            suggestion(file.old_path));
    write(file.new_path, diff::apply_patch(file, *old, patch.name));
    if (rename && !commit_.made.contains(file.old_path)) remove(file.old_path);
    commit_.made.insert(file.new_path);
}

void Planner::patch(const PatchText& patch, std::optional<unsigned> strip) {
    const ConcernedFiles concerned = concerned_files(
        egg_, diff::parse_patch(patch.text, patch.name),
        [this](const std::string& member) { return has(member); }, strip, patch.name);
    if (!strip && concerned.strip != 1)
        notes_.push_back(
            fmt::format("{}: its paths are taken with -p{}", patch.name, concerned.strip));
    commit_ = {0, pending_, {}, {}};
    for (const diff::FilePatch& file : concerned.files) {
        if (file.refusal) throw report::Error(*file.refusal);
        begin_commit(file);
        if (file.move == diff::FilePatch::Move::none)
            apply(file, patch);
        else
            move(file, concerned.files, patch);
    }
    for (const std::string& path : concerned.others)
        notes_.push_back(fmt::format("{}: {} is not of the egg and is left out", patch.name, path));
}

bool Planner::remove_bytecode_with_bug(const Fix& fix) {
    bool found = false;
    for (const std::string& bytecode : bytecode_of(egg_, fix.member)) {
        if (!has(bytecode) || !fix.is_old_bytecode(text(bytecode))) continue;
        remove(bytecode);
        notes_.push_back(fmt::format("{} is repaired already, but Python may run {}, which is not",
                                     fix.member, bytecode));
        found = true;
    }
    return found;
}

/// Whether the egg is the fix's, and has lost the file, tells the rest of its package.
report::Error Planner::unfixable(const Fix& fix) const {
    const std::string member = fix.member;
    const std::string package = member.substr(0, member.find('/') + 1);
    if (std::ranges::any_of(egg_.members(),
                            [&](const Member& other) { return other.name.starts_with(package); }))
        return {subject(member), "is missing, and the rest of its package is there",
                fmt::format("bring it back: --add {}=FILE", member)};
    return {subject(member), "is not in the egg",
            fmt::format("fix {} is for another egg", fix.name)};
}

void Planner::fix(const Fix& fix) {
    if (!has(fix.member)) throw unfixable(fix);
    const std::string before = text(fix.member);
    const std::string after = fix.apply(before, subject(fix.member));
    if (after != before) return write(fix.member, after);
    if (!remove_bytecode_with_bug(fix))
        notes_.push_back(fmt::format("{} is already fixed ({})", fix.member, fix.name));
}

bool has_content(const Egg& egg, const std::string& member, const std::string& content) {
    try {
        return egg.read(member) == content;
    } catch (const report::Error&) {
        return false; // damaged: it is written anew
    }
}

PlannedChanges Planner::take() {
    Changes changes;
    for (auto& [member, content] : pending_) {
        if (!content) {
            if (egg_.has(member)) changes.remove.push_back(member);
        } else if (always_.count(member) != 0 || !egg_.has(member) ||
                   !has_content(egg_, member, *content)) {
            changes.write[member] = std::move(*content);
        }
    }
    if (changes.empty() && notes_.empty()) notes_.emplace_back("the egg has all of this already");
    return {complete(egg_, std::move(changes)), std::move(notes_)};
}

} // namespace

bool Request::empty() const {
    return checkout.empty() && remove.empty() && replace.empty() && add.empty() &&
           patches.empty() && fixes.empty();
}

PlannedChanges plan_changes(const Egg& egg, const Request& request) {
    Planner planner(egg);
    if (!request.checkout.empty()) planner.take_checkout(request.checkout);
    for (const std::string& member : request.remove) planner.remove(member);
    for (const auto& [member, content] : request.replace) planner.replace(member, content);
    for (const auto& [member, content] : request.add) planner.add(member, content);
    for (const PatchText& patch : request.patches) planner.patch(patch, request.strip);
    for (const std::string& fix : request.fixes) planner.fix(fix_named(fix));
    return planner.take();
}

} // namespace calpkg::egg
