#pragma once

#include "lib/egg/egg.hpp"

namespace calpkg::egg {

/// Whether `now` may be what patches made of `before`, and is no other build of the same egg, as an
/// upgrade brings it. Every build writes EGG-INFO anew; a patch leaves what it does not change as it
/// is, and gives a time of its own choice to what it changes (see stale_proof.hpp). So all that both
/// have of EGG-INFO must be the same, or have another content and such a time, and at least one member must be
/// the same. A package without an egg has nothing that every build writes: there this holds for all but bytecode,
/// which Python writes. What has such a time and the old content there was changed and put back by later
/// patches, unless no file is the same: then another build has written them all.
bool is_same_build(const Egg& before, const Egg& now);

} // namespace calpkg::egg
