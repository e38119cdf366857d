#pragma once

#include <string>
#include <vector>

namespace calpkg::egg {

/// A repair that people ask for by name.
struct Fix {
    const char* name;    ///< "graphite-templates"
    const char* member;  ///< the file it repairs
    const char* summary; ///< for --help
    /// The repaired text; the same text where nothing is to be repaired. Throws report::Error,
    /// naming `subject`, for a form that it does not know.
    std::string (*apply)(const std::string& text, const std::string& subject);
    /// Whether bytecode was made from a text that had the bug.
    bool (*is_old_bytecode)(const std::string& bytes);
};

/// Every fix.
const std::vector<Fix>& fixes();

/// The fix of that name; throws report::Error with a suggestion.
const Fix& fix_named(const std::string& name);

} // namespace calpkg::egg
