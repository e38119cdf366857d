#pragma once

#include "lib/hash/digest.hpp"

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>

namespace calpkg::hash {

/// Remembers from run to run, by their digests, texts that a judge found nothing in, so that only what is new is judged
/// again. What a judge does find is not remembered, and neither is anything of another program: its judges may see
/// more. May be used by several threads.
class KnownGood {
public:
    /// Remembers nothing.
    KnownGood() = default;
    /// What `file` holds if `program` wrote it, an identity of this very program's bytes; else nothing yet. Nothing is ever
    /// remembered when either is empty.
    KnownGood(std::filesystem::path file, std::string_view program);

    /// Whether `judge` is known to have found nothing in the text whose SHA-256 is `digest`.
    bool is_good(std::string_view judge, std::string_view digest);

    /// What `find()` finds in `text`, something optional; it is not asked where `judge`, which names all else that the
    /// answer depends on, is known to have found nothing.
    template <typename Find>
    std::invoke_result_t<Find> fault(std::string_view judge, std::string_view text,
                                     const Find& find) {
        if (file_.empty()) return find();
        const std::string key = key_of(judge, sha256(text));
        if (is_known(key)) return {};
        auto found = find();
        if (!found) learn(key);
        return found;
    }

    /// Writes what was learned. Where it cannot be written nothing is lost but time.
    void save();

private:
    static std::string key_of(std::string_view judge, std::string_view digest);
    bool is_known(const std::string& key);
    void learn(const std::string& key);

    std::filesystem::path file_;
    std::string program_;        ///< first line of the file
    std::string known_;          ///< sorted lines, of one length
    std::mutex mutex_;           ///< for what follows
    std::set<std::string> seen_; ///< lines of this run
    bool has_learned_ = false;
};

} // namespace calpkg::hash
