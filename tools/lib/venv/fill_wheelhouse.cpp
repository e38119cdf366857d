#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/venv/build.hpp"
#include "lib/venv/work.hpp"

#include <algorithm>

namespace calpkg::venv {

namespace {

/// The log of a download that failed: not in the wheelhouse, where only archives belong.
std::filesystem::path failed_log(const Options& options) {
    fs::make_directories(options.cache);
    return options.cache / "wheelhouse.failed.log";
}

/// A lock's archives that the wheelhouse has already go from what is asked for; their names. Without a lock only
/// pip can tell what is needed, and finds them by itself.
std::vector<std::string> take_what_is_there(Work& work, const Wheelhouse& there) {
    std::vector<std::string> names;
    for (const Wheelhouse::Archive& archive : there.archives()) {
        const std::string name = archive.path.filename().string();
        const auto locks_it = [&](const Locked& locked) {
            return locked.file == name && locked.sha256 == archive.sha256;
        };
        if (!work.lock || std::ranges::any_of(work.lock->distributions, locks_it))
            names.push_back(name);
    }
    return names;
}

/// The job of a download: of a lock's archives only those that are still missing.
std::string job_of(const Work& work, const std::vector<std::string>& there) {
    if (!work.lock) return work.job(Mode::download);
    Lock missing = *work.lock;
    std::erase_if(missing.distributions, [&](const Locked& locked) {
        return std::ranges::find(there, locked.file) != there.end();
    });
    return job_text(work.recipe, Mode::download, &missing, work.options.python);
}

void keep(const std::filesystem::path& archive, const std::filesystem::path& directory) {
    fs::AtomicFile file(directory / archive.filename());
    std::filesystem::copy_file(archive, file.path(),
                               std::filesystem::copy_options::overwrite_existing);
    file.commit();
}

/// Keeps what a download has got, but for what the lock does not want.
void keep_fetched(const Job& job, const Work& work, const std::filesystem::path& directory) {
    const Wheelhouse fetched(job.out() / "dists");
    for (const Wheelhouse::Archive& archive : fetched.archives()) {
        const auto contradicts = [&](const Locked& locked) {
            return locked.file == archive.path.filename() && locked.sha256 != archive.sha256;
        };
        if (work.lock && std::ranges::any_of(work.lock->distributions, contradicts)) continue;
        keep(archive.path, directory);
    }
}

} // namespace

std::vector<std::filesystem::path> fill_wheelhouse(const layout::Catalog& catalog,
                                                   const layout::Target& target,
                                                   const plan::Request& request,
                                                   const std::filesystem::path& directory,
                                                   const Options& options) {
    Work work(catalog, target, request, options);
    fs::make_directories(std::filesystem::absolute(directory));
    const std::vector<std::string> there = take_what_is_there(work, Wheelhouse(directory));
    Job job(work.scripts, work.recipe, job_of(work, there));
    offer(job, options.archives, work.recipe.extra_archives());
    offer(job, directory, there);
    fs::make_directories(job.out() / "dists");
    try {
        job.run(work.runner, Job::Purpose::download, failed_log(options));
    } catch (...) {
        keep_fetched(job, work, directory);
        throw;
    }
    keep_fetched(job, work, directory);
    const Wheelhouse fetched = open_wheelhouse(job.out() / "dists", work.recipe, work.lock);
    std::vector<std::filesystem::path> paths;
    for (const Wheelhouse::Archive& archive : fetched.archives())
        paths.push_back(directory / archive.path.filename());
    return paths;
}

} // namespace calpkg::venv
