#pragma once

#include "lib/hash/digest.hpp"
#include "lib/hash/kept_answers.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

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
    KnownGood(std::filesystem::path file, std::string_view program)
        : answers_(std::move(file), program) {}

    /// Whether `judge` is known to have found nothing in the text whose SHA-256 is `digest`.
    bool is_good(std::string_view judge, std::string_view digest) {
        return answers_.keep() && answers_.find(key_of(judge, digest)).has_value();
    }

    /// What `find()` finds in `text`, something optional; it is not asked where `judge`, which names all else that the
    /// answer depends on, is known to have found nothing.
    template <typename Find>
    std::invoke_result_t<Find> fault(std::string_view judge, std::string_view text,
                                     const Find& find) {
        if (!answers_.keep()) return find();
        const std::string key = key_of(judge, sha256(text));
        if (answers_.find(key)) return {};
        auto found = find();
        if (!found) answers_.learn(key, {});
        return found;
    }

    /// Writes what was learned, as KeptAnswers::save().
    void save() { answers_.save(); }

private:
    static std::string key_of(std::string_view judge, std::string_view digest) {
        return sha256(std::string(judge) + "\n" + std::string(digest));
    }

    KeptAnswers answers_;
};

} // namespace calpkg::hash
