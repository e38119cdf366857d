#pragma once

#include "lib/egg/egg.hpp"

#include <map>
#include <string>
#include <vector>

namespace calpkg::egg {

/// What shall be different in an egg. Names are members; bytecode that goes stale need not be
/// named.
struct Changes {
    std::map<std::string, std::string> write; ///< member → whole new content (replaced or added)
    std::vector<std::string> remove;
    bool empty() const { return write.empty() && remove.empty(); }
};

/// Members of `egg` that are bytecode of the module `source` ("a/b.py"): `a/b.pyc`, `a/b.pyo` and
/// `a/__pycache__/b.*.pyc`. Empty when `source` is no ".py".
std::vector<std::string> bytecode_of(const Egg& egg, const std::string& source);

/// `changes` with the removal of every `.pyc`/`.pyo` (beside the module and in `__pycache__`) whose
/// source is written or removed; what is written by name stays. A link that leads out of the egg or
/// nowhere can be written: it becomes a file. Removals are sorted, each once.
/// Throws report::Error for a member to remove that is not there, for one that is written and
/// removed, for a name that a file or a directory of the egg stands in the way of, and for an
/// unsafe name (absolute, "..", empty, backslash, control characters and invisible ones).
Changes complete(const Egg& egg, Changes changes);

/// The egg with completed `changes` applied, by rewrite_zip() or rewrite_directory(): what is judged is what is
/// written. Throws report::Error as they do.
std::unique_ptr<Egg> apply(const Egg& egg, const Changes& changes);

/// The bytes of a zip egg with completed `changes` applied: every other member keeps its bytes
/// (compressed form included), order, times, attributes and extra fields; written members get the
/// time that no old bytecode can match in any time zone (see stale_proof.hpp), replaced ones keep
/// place, attributes and comment, added ones come last. Deterministic. Throws report::Error for
/// what cannot be done without touching others (members that overlap, a written name that is there
/// twice).
std::string rewrite_zip(const std::string& original, const Changes& changes,
                        const std::string& name_for_messages);

/// A directory egg's members and contents with completed `changes` applied, for Egg::open_files:
/// what patch_tree() makes of it on disk.
std::unique_ptr<Egg> rewrite_directory(const Egg& egg, const Changes& changes);

} // namespace calpkg::egg
