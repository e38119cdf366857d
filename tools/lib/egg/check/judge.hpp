#pragma once

#include "lib/egg/egg.hpp"
#include "lib/python/compiler.hpp"
#include "lib/report/finding.hpp"

namespace calpkg::egg {

/// What check() says of a changed egg, held against the egg before.
struct Judgement {
    /// Errors that the egg did not have before, and a TEMPLATE_DIRS that is a single value, which
    /// nobody means, whether the Django that will read it is one that mends it or not.
    report::Findings introduced;
    report::Findings standing; ///< errors that it had already
};

/// Checks `after`, and `before` where that is needed, with `compiler` and for `django`, as check() does. An error
/// counts as the same when it is of the same kind in the same member, wherever its line has moved to.
Judgement judge(const Egg& before, const Egg& after, python::Compiler& compiler,
                const std::string& django = {});

} // namespace calpkg::egg
