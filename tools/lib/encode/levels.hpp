#pragma once

namespace calpkg::encode {

/// How hard a level looks for matches.
struct Effort {
    unsigned depth; ///< most places that are compared for one match
    unsigned good;  ///< a match so long is taken without looking for a better one
    unsigned lazy;  ///< a match so long is not held against those that begin later
    unsigned ahead; ///< how many bytes later a better match may begin: 0, 1 or 2
};

/// Throws report::Error for what is not 1 to 9.
const Effort& effort_of(int level);

} // namespace calpkg::encode
