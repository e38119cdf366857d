#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace calpkg::rpm {

/// What came out of a package.
struct Unpacked {
    std::uint64_t files = 0; ///< regular ones, each name of a hard-linked one
    std::uint64_t bytes = 0; ///< of their content, that of hard-linked ones once
};

/// Unpacks what lies below the directory `subtree` ("/opt/calamari/venv") of a binary package to
/// `destination`, an empty directory that nobody else writes to, as a stream. Files get mode 0700
/// or 0600 as their owner may run them and the package's times, directories 0700. Absolute symbolic links are kept as
/// they are and never followed. `on_file` is called before each file, so that it can stop the work by an
/// exception.
///
/// Throws report::Error, naming the package and the path, for a package that is damaged or has
/// nothing there, a path with "..", a relative link that leaves the subtree, a path below a link or
/// a file, a device, a set-user-id or set-group-id bit. What was unpacked until then stays for the
/// caller to remove.
Unpacked unpack(const std::filesystem::path& package, const std::string& subtree,
                const std::filesystem::path& destination,
                const std::function<void()>& on_file = {});

/// Whether the file begins as an RPM does (the magic of its lead).
bool is_package(const std::filesystem::path& file);

} // namespace calpkg::rpm
