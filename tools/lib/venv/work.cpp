#include "lib/venv/work.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"

namespace calpkg::venv {

namespace {

std::filesystem::path scripts_of(const layout::Catalog& catalog) {
    const std::filesystem::path scripts = catalog.root() / "venv";
    if (std::filesystem::exists(scripts / "build.sh")) return scripts;
    throw report::Error(scripts.string(), "has no build.sh", "install cal-pkg completely");
}

} // namespace

Work::Work(const layout::Catalog& catalog, const layout::Target& target,
           const plan::Request& request, const Options& given)
    : options(given),
      scripts(scripts_of(catalog)),
      recipe(make_recipe(catalog, target, request)),
      runner(given.runner) {
    if (options.lock.empty()) return;
    lock = read_lock(options.lock);
    recipe.apply(*lock);
}

std::string Work::job(Mode mode) const {
    return job_text(recipe, mode, lock ? &*lock : nullptr, options.python);
}

std::optional<Wheelhouse> Work::wheelhouse() const {
    if (options.wheelhouse.empty()) return std::nullopt;
    return open_wheelhouse(options.wheelhouse, recipe, lock);
}

void tell(const Options& options, const std::string& text) {
    if (options.on_message) options.on_message(text);
}

void offer(const Job& job, const std::filesystem::path& directory,
           const std::vector<std::string>& names) {
    if (directory.empty()) return;
    const std::filesystem::path dists = job.in() / "dists";
    for (const std::string& name : names) {
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(directory / name, ignored)) continue;
        fs::make_directories(dists);
        std::filesystem::copy_file(directory / name, dists / name,
                                   std::filesystem::copy_options::overwrite_existing);
    }
}

Wheelhouse open_wheelhouse(const std::filesystem::path& directory, const Recipe& recipe,
                           const std::optional<Lock>& lock) {
    Wheelhouse wheelhouse(directory);
    if (lock)
        wheelhouse.restrict_to(*lock);
    else
        wheelhouse.check(recipe.requirements(), recipe.extra_archives());
    return wheelhouse;
}

Wheelhouse download(Job& job, const Work& work, const std::filesystem::path& failed_log) {
    fs::make_directories(job.out() / "dists"); // also when there is nothing to fetch
    job.run(work.runner, Job::Purpose::download, failed_log);
    return open_wheelhouse(job.out() / "dists", work.recipe, work.lock);
}

} // namespace calpkg::venv
