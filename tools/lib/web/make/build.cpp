#include "lib/web/make/build.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/venv/job.hpp"
#include "lib/venv/key.hpp"
#include "lib/web/make/lock.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace calpkg::web {

namespace {

using venv::CacheEntry;

/// Changes whenever the same inputs would give another tree: it is part of the cache's digests.
constexpr const char* kFormat = "1";
constexpr const char* kTree = "web.tar";
constexpr std::size_t kDifferencesInMessage = 10;

/// Of the folder web/ of cal-pkg's data; the first is started.
const std::vector<std::string> kScripts{"build.sh", "compass.sh"};

/// Options and recipe made ready.
struct Work {
    std::filesystem::path scripts;
    Recipe recipe;
    std::string job;
    process::Runner runner;

    Work(const layout::Catalog& catalog, const layout::Target& target, const plan::Request& request,
         const Options& options)
        : scripts(catalog.root() / "web"),
          recipe(make_recipe(catalog, target, request)),
          job(job_text(recipe)),
          runner(options.runner, options.runner_option) {
        if (!std::filesystem::exists(scripts / kScripts.front()))
            throw report::Error(scripts.string(), "has no " + kScripts.front(),
                                "install cal-pkg completely");
    }

    std::string digest() const {
        return hash::sha256(fmt::format(
            "{}\n{}\n{}\n", kFormat, venv::digest_of_inputs(scripts, kScripts, recipe.files, job),
            runner.text()));
    }
};

plan::WebAppsToMake described(const Work& work) {
    return {.key = work.digest(), .made = false, .runner = work.runner.text()};
}

Built taken(const std::shared_ptr<const CacheEntry>& entry, const Work& work,
            plan::WebAppsToMake recipe, bool cached) {
    recipe.made = true;
    return {.tree = entry->tree(),
            .lock = entry->lock(),
            .log = entry->log(),
            .epoch = work.recipe.epoch,
            .cached = cached,
            .hold = entry,
            .recipe = std::move(recipe)};
}

void check_no_build_path(const venv::Job& job, const Recipe& recipe) {
    const std::vector<std::string> names = job.naming_itself(kTree);
    if (names.empty()) return;
    throw report::Error(fmt::format("web apps of {}", recipe.component),
                        fmt::format("these files name the build directory {}: {}",
                                    job.path().string(), fmt::join(names, ", ")),
                        "leave out the step that writes it there");
}

std::string lock_of(const venv::Job& job, const Recipe& recipe) {
    std::vector<std::pair<std::string, std::string>> locks;
    for (const std::string& app : recipe.apps) {
        const std::filesystem::path file = job.out() / fmt::format("lock.{}.json", app);
        if (std::filesystem::exists(file)) locks.emplace_back(app, fs::read_file(file));
    }
    return lock_text(fs::read_file(job.out() / "facts"), locks);
}

/// npm decides which packages fit: here it is seen whether they are those of the lock.
void check_lock(const std::filesystem::path& lock, const Locked& wanted, const CacheEntry& entry) {
    std::vector<std::string> sentences = differences(wanted, read_lock(entry.lock()));
    if (sentences.empty()) return;
    const std::size_t count = sentences.size();
    sentences.resize(std::min(count, kDifferencesInMessage));
    throw report::Error(
        lock.string(),
        fmt::format(
            "is not what the web apps are built with: {}{}", fmt::join(sentences, "; "),
            count > sentences.size() ? fmt::format("; and {} more", count - sentences.size()) : ""),
        "name what it lists as 'instead' in layouts/web, or build without --lock and take the "
        "lock file that this writes");
}

/// Builds into `entry`, which nobody else uses now; its record comes last.
void build_into(const CacheEntry& entry, const Work& work) {
    venv::Job job({.subject = fmt::format("web apps of {}", work.recipe.component),
                   .scripts = kScripts,
                   .outputs = {kTree, "facts"}},
                  work.scripts, work.recipe.files, work.job);
    job.run(work.runner, venv::Job::Purpose::build_and_fetch, entry.failed_log());
    check_no_build_path(job, work.recipe);
    job.keep_in(entry, kTree, lock_of(job, work.recipe), work.recipe.epoch);
}

} // namespace

Prospect look_up(const layout::Catalog& catalog, const layout::Target& target,
                 const plan::Request& request, const Options& options) {
    const Work work(catalog, target, request, options);
    Prospect prospect{described(work), std::nullopt};
    if (options.rebuild) return prospect;
    const auto entry = CacheEntry::find(options.cache, prospect.recipe.key);
    if (entry == nullptr) return prospect;
    prospect.recipe.made = true;
    prospect.cached = taken(entry, work, prospect.recipe, true);
    return prospect;
}

Built build(const layout::Catalog& catalog, const layout::Target& target,
            const plan::Request& request, const Options& options) {
    const Locked wanted = options.lock.empty() ? Locked() : read_lock(options.lock);
    const Work work(catalog, target, request, options);
    const plan::WebAppsToMake recipe = described(work);
    const auto tell = [&](const std::string& text) {
        if (options.on_message) options.on_message(text);
    };
    const venv::Kept kept = venv::keep(
        options.cache, recipe.key, options.rebuild,
        [&](const CacheEntry& entry) {
            tell(fmt::format("building the web apps of {}: {}", work.recipe.component,
                             fmt::join(work.recipe.apps, ", ")));
            build_into(entry, work);
        },
        tell);
    if (!options.lock.empty()) check_lock(options.lock, wanted, *kept.entry);
    return taken(kept.entry, work, recipe, kept.cached);
}

} // namespace calpkg::web
