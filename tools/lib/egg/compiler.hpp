#pragma once

#include <optional>
#include <string>
#include <vector>

namespace calpkg::egg {

/// A source file for a Python's compiler.
struct Source {
    std::string name; ///< a member
    std::string text;
    /// It is imported from a file, not from a zip: Python 2 then refuses text that is not ASCII and
    /// declares no encoding (PEP 263), which zipimport lets pass.
    bool is_file = false;
};

/// A source that the compiler refused.
struct Rejection {
    std::string name;
    int line = 0;        ///< 0 when the compiler named none
    std::string message; ///< its words: "SyntaxError: invalid syntax"
};

/// Asks the compiler of the Python `version` ("2.7"), when a `python2.7` on PATH is one; nothing
/// when there is none. The sources are compiled, none is executed; neither site packages nor the
/// user's settings of Python are looked at and nothing is written but in a private temporary
/// directory.
std::optional<std::vector<Rejection>> compile_with_python(const std::string& version,
                                                          const std::vector<Source>& sources);

} // namespace calpkg::egg
