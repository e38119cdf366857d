#include "lib/hash/known_good.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"

#include <cstddef>
#include <utility>

namespace calpkg::hash {

namespace {

constexpr std::size_t kLine = 65;              ///< a digest in hex and a line's end
constexpr std::size_t kMost = 200'000 * kLine; ///< more than two large virtualenvs

std::string line_of(std::string_view text) { return sha256(text) + "\n"; }

} // namespace

KnownGood::KnownGood(std::filesystem::path file, std::string_view program) {
    if (file.empty() || program.empty()) return;
    file_ = std::move(file);
    program_ = line_of(program);
    try {
        std::string text = fs::read_file(file_);
        if (text.size() % kLine == 0 && text.starts_with(program_)) known_ = text.substr(kLine);
    } catch (const report::Error&) { // not there, or not to be read: all is judged
    }
}

std::string KnownGood::key_of(std::string_view judge, std::string_view digest) {
    return line_of(std::string(judge) + "\n" + std::string(digest));
}

bool KnownGood::is_good(std::string_view judge, std::string_view digest) {
    return !file_.empty() && is_known(key_of(judge, digest));
}

bool KnownGood::is_known(const std::string& key) {
    std::size_t from = 0;
    std::size_t to = known_.size() / kLine;
    while (from < to) {
        const std::size_t middle = from + (to - from) / 2;
        const int order = known_.compare(middle * kLine, kLine, key);
        if (order == 0) {
            const std::lock_guard lock(mutex_);
            seen_.insert(key);
            return true;
        }
        (order < 0 ? from : to) = order < 0 ? middle + 1 : middle;
    }
    return false;
}

void KnownGood::learn(const std::string& key) {
    const std::lock_guard lock(mutex_);
    has_learned_ = true;
    seen_.insert(key);
}

void KnownGood::save() {
    if (!has_learned_) return;
    std::set<std::string> all = seen_;
    if (known_.size() + seen_.size() * kLine <= kMost)
        for (std::size_t at = 0; at < known_.size(); at += kLine)
            all.insert(known_.substr(at, kLine));
    std::string text = program_;
    for (const std::string& line : all) text += line;
    try {
        fs::make_directories(file_.parent_path());
        fs::write_file(file_, text, 0644, fs::Flush::no);
    } catch (const report::Error&) { // the next run judges again
    }
}

} // namespace calpkg::hash
