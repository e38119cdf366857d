#include "lib/venv/key.hpp"

#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/stage/content.hpp"
#include "lib/venv/job.hpp"

#include <fmt/format.h>

#include <iterator>

namespace calpkg::venv {

namespace {

/// All that the tarball of the recipe's files holds of one of them. Lengths stand before what is free in
/// form, so that no two lists of files look the same.
std::string described(const stage::StagedEntry& entry) {
    return fmt::format(
        "entry {} {:o} {} {} {} {} {} {}\n", static_cast<int>(entry.kind), entry.mode, entry.mtime,
        entry.path.size(), entry.path, entry.link.size(), entry.link,
        entry.kind == stage::StagedEntry::Kind::file ? stage::content_digest(entry) : "");
}

} // namespace

std::string digest_of_inputs(const std::filesystem::path& scripts, const Recipe& recipe,
                             const std::string& job) {
    return digest_of_inputs(scripts, {std::begin(kScripts), std::end(kScripts)}, recipe.files, job);
}

std::string digest_of_inputs(const std::filesystem::path& scripts,
                             const std::vector<std::string>& names,
                             const std::vector<stage::StagedEntry>& files, const std::string& job) {
    hash::Sha256 digest;
    const auto add = [&](const std::string& line) { digest.update(line.data(), line.size()); };
    for (const std::string& script : names)
        add(fmt::format("script {} {}\n", script, hash::sha256_file(scripts / script)));
    add(fmt::format("job {}\n", hash::sha256(job)));
    for (const stage::StagedEntry& entry : files) {
        process::check_interrupt();
        add(described(entry));
    }
    return digest.finish();
}

} // namespace calpkg::venv
