// What lib/fs takes of Boost.Filesystem, by the standard library: the portable program needs no library that is
// compiled for it alone. Only found there (see CALPKG_PORTABLE in Dependencies.cmake).
#pragma once

#include <filesystem>
#include <system_error>

namespace boost::system {
using std::error_code;
}

namespace boost::filesystem {
using std::filesystem::recursive_directory_iterator;
inline constexpr auto directory_file = std::filesystem::file_type::directory;
struct directory_options {
    /// Goes on behind a directory that it cannot read.
    static constexpr auto pop_on_error = std::filesystem::directory_options::skip_permission_denied;
};
} // namespace boost::filesystem
