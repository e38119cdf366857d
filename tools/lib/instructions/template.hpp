#pragma once

#include "lib/plan/variables.hpp"

#include <filesystem>
#include <set>
#include <string>

namespace calpkg::instructions {

/// The text of a template. Its lines between "%if WORD…" and "%end" are taken when every word is among `words` (or, with
/// "!" before it, is not), those behind a "%else" between them otherwise; both may hold further ones. Each {name}
/// is replaced. Throws report::Error with the line in `file`, where `text` stands, for an "%if" without its "%end", the other way
/// round, and for unknown names.
std::string filled(const std::string& text, const std::filesystem::path& file,
                   const std::set<std::string>& words, const plan::Variables& variables);

} // namespace calpkg::instructions
