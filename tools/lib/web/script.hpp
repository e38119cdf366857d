#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace calpkg::web {

/// Why something is no script, for people.
struct ScriptFault {
    std::size_t line = 0; ///< from 1
    std::string reason;   ///< "it ends in the middle"
};

/// Parses a script as a browser would before it runs it, any edition of JavaScript; nothing runs. What is wrong first,
/// or nothing. Judged by ScriptParser, which see.
std::optional<ScriptFault> script_fault(std::string_view script);

} // namespace calpkg::web
