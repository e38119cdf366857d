#pragma once

#include <cstdint>
#include <string>

namespace calpkg::rpm {

/// Where the header of an open package begins, behind the padding of the signature header. Throws report::Error, naming
/// `subject`, for what is no package.
std::uint64_t header_begin(int fd, const std::string& subject);

} // namespace calpkg::rpm
