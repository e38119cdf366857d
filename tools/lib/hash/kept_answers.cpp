#include "lib/hash/kept_answers.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstddef>

namespace calpkg::hash {

namespace {

constexpr std::size_t kSealSize = 130; ///< two SHA-256 in hex digits, each with a line's end
constexpr std::size_t kMost =
    32U << 20; ///< bytes: a checkout of 100,000 files, several large virtualenvs

/// The first lines: what all else holds for, and that it is whole.
std::string seal(std::string_view context, std::string_view body) {
    return sha256(context) + "\n" + sha256(body) + "\n";
}

/// "KEY-SIZE ANSWER-SIZE", and behind the line's end both.
std::string record(std::string_view key, std::string_view answer) {
    std::string text = fmt::format("{} {}\n", key.size(), answer.size());
    text.append(key).append(answer);
    return text;
}

/// Takes a number and the character `end` behind it off `text`.
bool take_number(std::string_view& text, std::size_t& number, char end) {
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || at == text.data() + text.size() || *at != end) return false;
    text.remove_prefix(static_cast<std::size_t>(at - text.data()) + 1);
    return true;
}

/// Takes `size` bytes off `text`.
bool take(std::string_view& text, std::size_t size, std::string_view& piece) {
    if (size > text.size()) return false;
    piece = text.substr(0, size);
    text.remove_prefix(size);
    return true;
}

} // namespace

KeptAnswers::KeptAnswers(std::filesystem::path file, std::string_view context) {
    if (file.empty() || context.empty()) return;
    file_ = std::move(file);
    context_ = context;
    try {
        text_ = fs::read_file(file_);
    } catch (const report::Error&) { // not there, or not to be read
        return;
    }
    const std::string_view text = text_;
    if (text.size() < kSealSize ||
        text.substr(0, kSealSize) != seal(context, text.substr(kSealSize)))
        return;
    if (auto records = records_in(text.substr(kSealSize))) records_ = std::move(*records);
    asked_for_.resize(records_.size());
}

/// Nothing where they are not as save() writes them.
std::optional<std::vector<KeptAnswers::Record>> KeptAnswers::records_in(
    std::string_view body) const {
    std::vector<Record> records;
    while (!body.empty()) {
        std::size_t key = 0;
        std::size_t answer = 0;
        Record record;
        if (!take_number(body, key, ' ') || !take_number(body, answer, '\n') ||
            !take(body, key, record.first) || !take(body, answer, record.second))
            return std::nullopt;
        records.push_back(record);
    }
    if (!std::ranges::is_sorted(records, {}, &Record::first)) return std::nullopt;
    return records;
}

std::optional<std::string> KeptAnswers::find(std::string_view key) {
    const auto kept = std::ranges::lower_bound(records_, key, {}, &Record::first);
    if (kept != records_.end() && kept->first == key) {
        const auto number = static_cast<std::size_t>(kept - records_.begin());
        std::atomic_ref<char>(asked_for_[number]).store(1, std::memory_order_relaxed);
        return std::string(kept->second);
    }
    const std::lock_guard lock(mutex_);
    const auto learned = learned_.find(key);
    if (learned == learned_.end()) return std::nullopt;
    return learned->second;
}

void KeptAnswers::learn(std::string_view key, std::string_view answer) {
    if (!keep()) return;
    const std::lock_guard lock(mutex_);
    learned_.insert_or_assign(std::string(key), std::string(answer));
}

void KeptAnswers::save() {
    const std::lock_guard lock(mutex_);
    if (learned_.empty()) return;
    std::size_t size = text_.size();
    for (const auto& [key, answer] : learned_) size += key.size() + answer.size();
    std::map<std::string_view, std::string_view> all(learned_.begin(), learned_.end());
    for (std::size_t i = 0; i < records_.size(); ++i)
        if (asked_for_[i] != 0 || size <= kMost) all.insert(records_[i]);
    std::string body;
    for (const auto& [key, answer] : all) body += record(key, answer);
    try {
        fs::make_directories(file_.parent_path());
        fs::write_file(file_, seal(context_, body) + body, 0600, fs::Flush::no);
    } catch (const report::Error&) { // the next run finds out again
    }
}

} // namespace calpkg::hash
