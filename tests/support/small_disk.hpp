#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace calpkg::test {

/// What `work` gives in a process of its own where `directory` (made here) is a tmpfs with the mount
/// options `options`; "skip: …" when this machine lets nobody mount one.
std::string on_small_disk(const std::filesystem::path& directory, const char* options,
                          const std::function<std::string()>& work);

/// Whether `answer` is such a skip; then its reason is printed.
bool skipped(const std::string& answer);

} // namespace calpkg::test
