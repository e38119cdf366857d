#pragma once

#include "lib/egg/egg.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace calpkg::egg {

/// Source times that the egg's bytecode may embed. Whichever Python wrote a file, its time is the
/// second or the third 32-bit word (PEP 552 moved it), so both are taken and no magic number need
/// be known. Bytecode that cannot be read is left out: Python cannot read it either.
std::vector<std::int64_t> embedded_times(const Egg& egg);

/// A time for a file that gets the new `content` and whose old time was `old`, in seconds, that neither old bytecode
/// nor that of another change matches: three days before `old`, less what follows the content (hash::content_time),
/// less as many times three days as it takes to be two days away from all of `embedded`.
///
/// zipimport takes bytecode when its embedded time is within a second of the entry's, which it
/// reads in the zone where Python runs; no zone is further than 25 hours from UTC (POSIX TZ strings
/// end there). Two days from an embedded time therefore match nowhere. Bytecode made from the old
/// file that lies elsewhere embeds the old time as read in some other zone: at most twice 25 hours
/// from `old`, which three days are beyond. Bytecode that a Python made of one change, beside a directory egg's module,
/// does not fit another change, unless both contents have one time (see hash::kContentTimes). Earlier, not later: no
/// file is newer than the commit that it was made of. No clock is asked, so that the same change gives
/// the same bytes. Near the beginning of DOS times the steps go forward instead.
std::int64_t stale_proof(std::int64_t old, std::string_view content,
                         const std::vector<std::int64_t>& embedded);

/// Whether stale_proof, once or several times, may have made `time` of `old`.
bool is_stale_proof_of(std::int64_t time, std::int64_t old);

} // namespace calpkg::egg
