#include "lib/venv/cache.hpp"

#include "lib/fs/cache_home.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace calpkg::venv {

namespace {

constexpr const char* kRemedy = "set XDG_CACHE_HOME to a directory that can be written";

std::filesystem::path made_directory(std::filesystem::path directory) {
    try {
        fs::make_directories(directory);
        return directory;
    } catch (const report::Error& error) {
        throw report::Error(error.subject(), error.reason(), kRemedy);
    }
}

} // namespace

CacheEntry::CacheEntry(const std::filesystem::path& cache, const std::string& digest,
                       const OnWait& on_wait)
    : CacheEntry(made_directory(cache / digest)) {
    share(on_wait);
}

CacheEntry::CacheEntry(std::filesystem::path directory)
    : shared_(std::move(directory), process::pause) {}

std::shared_ptr<const CacheEntry> CacheEntry::find(const std::filesystem::path& cache,
                                                   const std::string& digest) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(cache / digest, ignored)) return nullptr;
    const std::shared_ptr<const CacheEntry> entry(new CacheEntry(cache / digest));
    if (!entry->shared_.try_share()) return nullptr;
    return entry->state() == State::whole ? entry : nullptr;
}

/// The record as it would be written now, in the format of sha256sum.
std::string CacheEntry::sums() const {
    std::string text;
    for (const std::filesystem::path& file : {facts(), lock(), log(), tree()}) {
        process::check_interrupt();
        text += hash::sha256_file(file) + "  " + file.filename().string() + "\n";
    }
    return text;
}

CacheEntry::State CacheEntry::state() const {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(record(), ignored)) return State::absent;
    for (const std::filesystem::path& file : {facts(), lock(), log(), tree()})
        if (!std::filesystem::is_regular_file(file, ignored)) return State::altered;
    try {
        return fs::read_file(record()) == sums() ? State::whole : State::altered;
    } catch (const report::Error&) { // unreadable is as bad
        return State::altered;
    }
}

void CacheEntry::claim(const OnWait& on_wait) {
    try {
        shared_.claim(on_wait);
    } catch (const report::Error& error) {
        throw report::Error(error.subject(), error.reason(), kRemedy);
    }
}

void CacheEntry::clear() const {
    std::error_code ignored;
    std::filesystem::remove(record(), ignored); // first: without it nothing else counts
    for (const std::filesystem::path& file : {tree(), lock(), facts(), log()})
        std::filesystem::remove_all(file, ignored);
    for (const auto& item : std::filesystem::directory_iterator(directory(), ignored))
        if (item.path().filename().string().front() == '.')
            std::filesystem::remove(item.path(), ignored);
}

void CacheEntry::seal() const { fs::write_file(record(), sums()); }

void CacheEntry::share(const OnWait& on_wait) { shared_.share(on_wait); }

Kept keep(const std::filesystem::path& cache, const std::string& digest, bool rebuild,
          const std::function<void(const CacheEntry&)>& build,
          const std::function<void(const std::string&)>& tell) {
    const auto waiting = [&] { tell("waiting for another run that builds the same"); };
    const auto entry = std::make_shared<CacheEntry>(cache, digest, waiting);
    const auto is_there = [&] { return entry->state() == CacheEntry::State::whole; };
    if (!rebuild && is_there()) return {entry, true};

    entry->claim(waiting);
    const CacheEntry::State state = entry->state(); // others may have built it meanwhile
    if (state == CacheEntry::State::altered)
        tell(fmt::format("{} is not as it was built: it is built again",
                         entry->directory().string()));
    const bool cached = !rebuild && state == CacheEntry::State::whole;
    if (!cached) build(*entry);
    entry->share(waiting);
    if (!is_there())
        throw report::Error(entry->directory().string(), "does not keep what is written to it",
                            "see whether the disk is sound and nothing else writes there, and "
                            "try again");
    return {entry, cached};
}

std::filesystem::path default_cache(const std::string& kind) {
    return fs::cache_home("the cache of what was built") / kind;
}

} // namespace calpkg::venv
