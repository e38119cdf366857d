#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace calpkg::verify {

/// No package is fetched that has more bytes.
inline constexpr std::uintmax_t kLargestPackage = std::uintmax_t{16} << 30;

/// Whether `path` is an address: http, https or file.
bool is_address(const std::string& path);

/// The path of a file: address, percent-decoded; "" for every other address.
std::filesystem::path path_of_address(const std::string& address);

/// Fetches the file at an http or https address to `file` by curl, which follows a few redirects, to such addresses only.
/// Throws report::Error for what fails or is larger than `most` bytes. False where the server has no such file.
bool download(const std::string& address, const std::filesystem::path& file, std::uintmax_t most);

/// Fetches a published directory into the empty `directory`: what its manifest names, its indexes and what they name, and
/// signatures. What the manifest names and the server has not is left out. Throws report::Error.
void download_repository(const std::string& address, const std::filesystem::path& directory);

} // namespace calpkg::verify
