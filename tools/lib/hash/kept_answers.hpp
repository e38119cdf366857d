#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calpkg::hash {

/// Answers that a file keeps from run to run, each under a key that holds all that it depends on, but for what holds for
/// all of them. May be used by several threads.
class KeptAnswers {
public:
    /// Keeps nothing.
    KeptAnswers() = default;
    /// What `file` holds if it is whole and was written under the same `context`; else nothing yet. Nothing is ever kept
    /// when either is empty.
    KeptAnswers(std::filesystem::path file, std::string_view context);

    /// Whether anything that is learned can be kept.
    bool keep() const { return !file_.empty(); }
    /// Whether an earlier run has left anything.
    bool has_earlier() const { return !records_.empty(); }
    std::optional<std::string> find(std::string_view key);
    void learn(std::string_view key, std::string_view answer);

    /// Writes what was learned and, as long as there is room, what was kept before and not asked for in this run, for this
    /// user alone to read. Where it cannot be written nothing is lost but time.
    void save();

private:
    using Record = std::pair<std::string_view, std::string_view>;

    std::optional<std::vector<Record>> records_in(std::string_view body) const;

    std::filesystem::path file_;
    std::string context_;
    std::string text_;            ///< of the file
    std::vector<Record> records_; ///< in it, sorted by key
    std::vector<char> asked_for_; ///< of each, whether it was in this run
    std::mutex mutex_;            ///< for what follows
    std::map<std::string, std::string, std::less<>> learned_;
};

} // namespace calpkg::hash
