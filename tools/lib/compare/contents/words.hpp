#pragma once

#include <cstdint>
#include <string>

namespace calpkg::compare {

/// "file", "directory", "link", "fifo", …: the type in a mode's upper bits.
std::string kind_words(std::uint64_t mode);
/// "0644": the permission bits, with set-user-id and the like.
std::string mode_words(std::uint64_t mode);
/// "config(noreplace), doc": of RPMFILE_*; "none".
std::string flag_words(std::uint64_t flags);
/// "all but size, mtime": what rpm -V compares, of RPMVERIFY_*.
std::string verify_words(std::uint64_t flags);
/// "2014-07-01 11:43:20 UTC"; the number itself where no calendar has it.
std::string time_words(std::int64_t seconds);
/// "1,234 bytes"
std::string size_words(std::uint64_t bytes);

} // namespace calpkg::compare
