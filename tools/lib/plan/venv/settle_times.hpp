#pragma once

#include "lib/plan/venv/venv.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::plan {

/// Gives every file of a virtualenv the time of its content (hash::content_time) in what is made of a commit of the
/// time `epoch`. Bytecode that fits the source beside it, by Python version, time and (3.x) size, gets the source's
/// new time into its header; that of hash-based bytecode (PEP 552) is compared and left alone, and so is bytecode
/// without a source, unless it lies in a __pycache__, where no Python runs it. What does not fit is removed: its
/// paths, sorted, are given. Throws report::Error for what cannot be read.
std::vector<std::string> settle_times(Venv& venv, std::int64_t epoch);

} // namespace calpkg::plan
