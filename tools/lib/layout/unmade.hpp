#pragma once

#include "lib/layout/layout.hpp"

namespace calpkg::layout {

/// The first file that `layout`, of a component without a checkout, packs from beside it, says how to make (`remedy`), and
/// that is not there. Without it the component cannot be built, which is no mistake. nullptr when there is none. The
/// layout owns it.
const Rule* unmade(const Layout& layout);

} // namespace calpkg::layout
