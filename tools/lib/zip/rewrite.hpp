#pragma once

#include "lib/zip/dos_time.hpp"

#include <map>
#include <set>
#include <string>

namespace calpkg::zip {

/// What a member is written with.
struct NewFile {
    std::string content;
    DosTime time;
};

/// What shall be different in a zip file.
struct Edit {
    std::map<std::string, NewFile> write; ///< by name: replaced where it is there, else added
    std::set<std::string> remove;         ///< names
};

/// The bytes of a zip file with `edit` applied: every other member keeps its bytes (compressed form
/// included), order, times, attributes and extra fields; replaced ones keep place, attributes (but are
/// regular files) and comment, added ones come last, in the order of their names, deflated unless all others are
/// stored. Deterministic. Throws report::Error for what cannot be done without touching others
/// (members that overlap, a written name that is there twice), Damaged for an archive that is not
/// sound; what is replaced or removed may be damaged. `name_for_messages` is the file's.
std::string rewrite(const std::string& original, const Edit& edit,
                    const std::string& name_for_messages);

} // namespace calpkg::zip
