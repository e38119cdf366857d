#pragma once

#include "lib/egg/egg.hpp"
#include "lib/python/compiler.hpp"
#include "lib/report/finding.hpp"

namespace calpkg::egg {

/// What check() says of a changed egg, held against the egg before.
struct Judgement {
    report::Findings introduced; ///< errors that the egg did not have before
    report::Findings standing;   ///< errors that it had already
};

/// Checks `after`, and `before` where that is needed, with `compiler`. An error counts as the same
/// when it is of the same kind in the same member, wherever its line has moved to.
Judgement judge(const Egg& before, const Egg& after, python::Compiler& compiler);

} // namespace calpkg::egg
