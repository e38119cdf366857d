#include "lib/venv/build.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/venv/cache.hpp"
#include "lib/venv/job.hpp"
#include "lib/venv/key.hpp"
#include "lib/venv/outcome.hpp"
#include "lib/venv/work.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace calpkg::venv {

namespace {

/// Changes whenever the same inputs would give another tree: it is part of the cache's digests.
constexpr const char* kFormat = "2";
constexpr const char* kTree = "venv.tar";
constexpr std::size_t kNamesInMessage = 20;

/// The digest of what decides the result: with a wheelhouse its archives, else what is asked of the index.
std::string cache_digest(const Work& work, const std::optional<Wheelhouse>& wheelhouse) {
    const std::string inputs = digest_of_inputs(work.scripts, work.recipe, work.job(Mode::build));
    std::string text = fmt::format("{}\n{}\n{}\n", kFormat, inputs, work.runner.text());
    if (work.lock) text += to_text(*work.lock);
    if (wheelhouse)
        for (const Wheelhouse::Archive& archive : wheelhouse->archives())
            text += fmt::format("{} {}\n", archive.path.filename().string(), archive.sha256);
    else
        text += "from the network\n";
    return hash::sha256(text + work.options.python);
}

plan::VenvToMake described(const Work& work, const std::string& key) {
    return {.key = key,
            .made = false,
            .python = work.recipe.python,
            .requirements = work.recipe.requirement_files(),
            .lock = work.options.lock,
            .wheelhouse = work.options.wheelhouse,
            .runner = work.runner.text()};
}

/// What `entry`, which is whole, holds.
Built taken(const std::shared_ptr<const CacheEntry>& entry, const Work& work,
            plan::VenvToMake recipe, bool cached) {
    recipe.made = true;
    return {.tree = entry->tree(),
            .lock = entry->lock(),
            .log = entry->log(),
            .epoch = work.recipe.epoch,
            .cached = cached,
            .findings = findings_of(fs::read_file(entry->facts()), work.recipe),
            .hold = entry,
            .recipe = std::move(recipe)};
}

void check_no_build_path(const Job& job, const Recipe& recipe) {
    std::vector<std::string> names = job.naming_itself(kTree);
    if (names.empty()) return;
    const std::size_t count = names.size();
    names.resize(std::min(count, kNamesInMessage));
    throw report::Error(
        fmt::format("virtualenv of {}", recipe.component),
        fmt::format("{} files name the build directory {}: {}{}", count, job.path().string(),
                    fmt::join(names, ", "), count > names.size() ? ", …" : ""),
        "'remove' them in the layout's 'venv' section, or take another version of "
        "what they belong to with --lock");
}

void check_lock(const Work& work, const Lock& actual) {
    if (!work.lock) return;
    const std::vector<std::string> sentences = differences(*work.lock, actual);
    if (sentences.empty()) return;
    throw report::Error(work.lock->subject,
                        fmt::format("is not what was built: {}", fmt::join(sentences, "; ")),
                        "build without --lock and take the lock file that this writes");
}

/// Runs the build and puts its results into the cache, their record last.
void build_into(const CacheEntry& entry, Job& job, const Work& work, const Wheelhouse& wheelhouse) {
    job.add(wheelhouse);
    job.run(work.runner, Job::Purpose::build, entry.failed_log());
    check_no_build_path(job, work.recipe);
    const Lock actual = lock_of(job.out() / "installed", wheelhouse, work.recipe.python);
    check_lock(work, actual);
    job.keep_in(entry, kTree, to_text(actual), work.recipe.epoch);
}

/// The same with archives from the network, fetched by a job of its own.
void fetch_and_build(const CacheEntry& entry, Job& job, const Work& work) {
    tell(work.options, "fetching what the virtualenv is made of");
    Job fetching(work.scripts, work.recipe, work.job(Mode::download));
    offer(fetching, work.options.archives, work.recipe.extra_archives());
    build_into(entry, job, work, download(fetching, work, entry.failed_log()));
}

/// Builds into `entry`, which nobody else uses now.
void build_claimed(const CacheEntry& entry, const Work& work,
                   const std::optional<Wheelhouse>& wheelhouse) {
    tell(work.options, fmt::format("building the virtualenv of {} with Python {}",
                                   work.recipe.component, work.recipe.python));
    Job job(work.scripts, work.recipe, work.job(Mode::build));
    if (wheelhouse)
        build_into(entry, job, work, *wheelhouse);
    else
        fetch_and_build(entry, job, work);
}

} // namespace

Prospect look_up(const layout::Catalog& catalog, const layout::Target& target,
                 const plan::Request& request, const Options& options) {
    const Work work(catalog, target, request, options);
    Prospect prospect{described(work, cache_digest(work, work.wheelhouse())), std::nullopt};
    if (options.rebuild) return prospect;
    const auto entry = CacheEntry::find(options.cache, prospect.recipe.key);
    if (entry == nullptr) return prospect;
    prospect.recipe.made = true;
    prospect.cached = taken(entry, work, prospect.recipe, true);
    return prospect;
}

Built build(const layout::Catalog& catalog, const layout::Target& target,
            const plan::Request& request, const Options& options) {
    const Work work(catalog, target, request, options);
    const std::optional<Wheelhouse> wheelhouse = work.wheelhouse();
    const plan::VenvToMake recipe = described(work, cache_digest(work, wheelhouse));
    const Kept kept = keep(
        options.cache, recipe.key, options.rebuild,
        [&](const CacheEntry& entry) { build_claimed(entry, work, wheelhouse); },
        [&](const std::string& text) { tell(options, text); });
    return taken(kept.entry, work, recipe, kept.cached);
}

} // namespace calpkg::venv
