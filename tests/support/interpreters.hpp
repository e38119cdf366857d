#pragma once

#include "support/support.hpp"

#include <string>
#include <vector>

namespace calpkg::test {

/// A Python that is installed: on PATH as pythonX.Y, or by pyenv.
struct Interpreter {
    std::string version;           ///< "2.7"
    std::vector<std::string> argv; ///< how to run it
    process::Result run(std::vector<std::string> arguments) const;
};

/// The installed ones of 2.6, 2.7 and 3.6 to 3.13; which are missing is printed once.
const std::vector<Interpreter>& interpreters();

} // namespace calpkg::test
