#include "lib/web/script.hpp"

#include "lib/web/script_parser.hpp"

#include <algorithm>

namespace calpkg::web {

std::optional<ScriptFault> script_fault(std::string_view script) {
    try {
        ScriptParser(script).program();
        return std::nullopt;
    } catch (const ScriptError& error) {
        const std::string_view before = script.substr(0, std::min(error.at, script.size()));
        const auto lines = std::ranges::count(before, '\n');
        return ScriptFault{static_cast<std::size_t>(lines) + 1, error.reason};
    }
}

} // namespace calpkg::web
