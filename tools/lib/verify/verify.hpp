#pragma once

#include "lib/verify/repository.hpp"

#include <string>
#include <vector>

namespace calpkg::verify {

/// Verifies what `path` names: a package's file, a published directory, <out>/<target> or <out> with one or several of them,
/// or an http, https or file address of a package or of an <out>/<target>. One result for each package or published
/// directory. Throws report::Error for what is none of these, for what cannot be fetched, and where librpm cannot be used.
std::vector<Verified> verify(const std::string& path, const Rules& rules);

} // namespace calpkg::verify
