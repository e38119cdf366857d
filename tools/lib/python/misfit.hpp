#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::python {

/// Why a Python does not compile a source.
struct Misfit {
    int line = 0;     ///< from 1
    std::string what; ///< "a print statement"
};

/// The first thing in `source`, a file's content, that the Python `version` ("3.9") certainly refuses since it is
/// another Python's: syntax (The Python Language Reference, Full Grammar specification, of 2.6 to 3.13; What's New),
/// inconsistent indentation, text that is not in the file's encoding (PEP 263, PEP 3120). Nothing is run, and
/// what is not certain is passed over. `from_zip`: Python 2 asks for no encoding of what it imports from a zip file.
std::optional<Misfit> misfit(std::string_view source, const std::string& version,
                             bool from_zip = false);

} // namespace calpkg::python
