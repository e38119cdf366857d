#pragma once

#include "lib/venv/lock.hpp"

#include <string>
#include <vector>

namespace calpkg::venv {

/// One line of a requirement file.
struct Requirement {
    std::string name;     ///< as written
    std::string relation; ///< "==1.5.1", ">=1.0", …; empty: any version
    std::string marker;   ///< what stands behind ";", for pip to judge
    int line = 0;
    /// The version that `==` pins, or empty.
    std::string pinned() const;
};

/// Reads a requirement file's text: a name with versions a line, `#` comments. Options, addresses and
/// nested files are report::Errors that name `subject` and the line: they would reach beyond the
/// declared inputs.
std::vector<Requirement> parse_requirements(const std::string& text, const std::string& subject);

/// The one requirement in `text`, as a layout writes it.
Requirement parse_requirement(const std::string& text, const std::string& subject);

/// The same requirements with the lock's versions in place of their own, as a requirement file. What the
/// lock does not have is a report::Error that names all of it.
std::string locked_text(const std::vector<Requirement>& requirements, const Lock& lock,
                        const std::string& subject);

} // namespace calpkg::venv
