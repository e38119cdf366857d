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
    /// The program itself, whatever leads to it: sys.executable.
    std::string program() const;
};

/// While it lives, programs are found in a directory before those of PATH.
class OnPath {
public:
    explicit OnPath(const std::filesystem::path& directory);
    /// That pythonX.Y is `interpreter`, also where it is pyenv's and not on PATH.
    explicit OnPath(const Interpreter& interpreter);
    ~OnPath();
    OnPath(const OnPath&) = delete;
    OnPath& operator=(const OnPath&) = delete;

private:
    Dir own_;
    std::string before_;
};

/// The installed ones of 2.6, 2.7 and 3.6 to 3.13, of which a sanitized build takes the oldest and the newest; which
/// are missing is printed once.
const std::vector<Interpreter>& interpreters();

} // namespace calpkg::test
