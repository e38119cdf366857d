#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace calpkg::repo {

/// Writes `text` as the file `name` into `tree`, which is to replace `published`: the file there, with its time, if that has the same
/// bytes, else a new one of time `time`, which everybody may read. Throws report::Error.
void put_file(const std::filesystem::path& published, const std::filesystem::path& tree,
              const std::filesystem::path& name, const std::string& text, std::int64_t time);

} // namespace calpkg::repo
