#pragma once

#include "lib/checkout/git.hpp"

#include <string>

namespace calpkg::checkout {

/// The address of the checkout's remote "origin", as its own configuration has it, if anybody may know it: https, http or git, of a
/// host with a public name. Without user, password, query and fragment. Empty for anything else.
std::string public_origin(const Git& git);

/// What public_origin() makes of an address.
std::string public_address(const std::string& url);

} // namespace calpkg::checkout
