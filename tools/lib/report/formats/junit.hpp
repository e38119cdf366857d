#pragma once

#include "lib/report/finding.hpp"

#include <string>
#include <vector>

namespace calpkg::report {

/// What was looked at, and what was found there.
struct Inspected {
    std::string subject;
    Findings findings;
};

/// JUnit's XML as CI systems read it: a test suite for each of `inspected`, in it a test case for each id of a finding.
/// Errors are failures; warnings and notes are skipped cases. Of what has no findings there is one case that passed.
/// `name` is the command's.
std::string junit(const std::string& name, const std::vector<Inspected>& inspected);

} // namespace calpkg::report
