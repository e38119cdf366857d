#pragma once

#include "lib/layout/line.hpp"
#include "lib/sources/transfer.hpp"

#include <filesystem>
#include <string>

namespace calpkg::sources {

/// Whether `top` is a checkout of the line's commit, unmodified and with its tags; with `incomplete` files that its
/// repository lacks may be missing. Only reads, and does not throw for what is none.
bool is_up_to_date(const std::filesystem::path& top, const layout::LineRepository& repository,
                   bool incomplete);

/// Throws what update() would for what the user has in the checkout `top`: modified files, commits that would be lost.
void refuse_update(const std::filesystem::path& top);

/// Brings the checkout `top` to the line's commit. What it lacks is fetched; its branches, other files and settings
/// stay. What a killed run has left half done is taken up again. Gives what it stood on before: "branch 'x'" or a
/// commit. Throws report::Error, and changes nothing, for modified files and for commits that would be lost.
std::string update(const std::filesystem::path& top, const layout::LineRepository& repository,
                   const Way& way);

} // namespace calpkg::sources
