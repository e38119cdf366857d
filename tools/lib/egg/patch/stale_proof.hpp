#pragma once

#include "lib/egg/egg.hpp"

#include <cstdint>
#include <vector>

namespace calpkg::egg {

/// Source times that the egg's bytecode may embed. Whichever Python wrote a file, its time is the
/// second or the third 32-bit word (PEP 552 moved it), so both are taken and no magic number need
/// be known. Bytecode that cannot be read is left out: Python cannot read it either.
std::vector<std::int64_t> embedded_times(const Egg& egg);

/// A time for a changed file whose old time was `old`, in seconds, that no old bytecode can match:
/// `old` and as many times three days as it takes to be two days away from all of `embedded`.
///
/// zipimport takes bytecode when its embedded time is within a second of the entry's, which it
/// reads in the zone where Python runs; no zone is further than 25 hours from UTC (POSIX TZ strings
/// end there). Two days from an embedded time therefore match nowhere. Bytecode made from the old
/// file that lies elsewhere embeds the old time as read in some other zone: at most twice 25 hours
/// from `old`, which three days are beyond. Later, not earlier: tools that compare times (unzip -u,
/// rsync -u) then take the changed file for the newer one, which it is. No clock is asked, so that
/// the same change gives the same bytes. Near the end of DOS times the steps go back instead.
std::int64_t stale_proof(std::int64_t old, const std::vector<std::int64_t>& embedded);

/// Whether stale_proof, once or several times, may have made `time` of `old`.
bool is_stale_proof_of(std::int64_t time, std::int64_t old);

} // namespace calpkg::egg
