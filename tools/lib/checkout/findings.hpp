#pragma once

#include "lib/checkout/version.hpp"
#include "lib/report/finding.hpp"

#include <string>

namespace calpkg::checkout {

/// What a package of `here` would surprise with, as warnings: tags at HEAD that do not count, an order that is no
/// upgrade. `dist` is what the target puts behind the release ("el7"), `subject` the package's name.
report::Findings findings(const Git& git, Scheme scheme, const CheckoutVersion& here,
                          const std::string& dist, const std::string& subject);

} // namespace calpkg::checkout
