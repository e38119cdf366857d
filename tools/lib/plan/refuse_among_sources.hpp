#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::plan {

/// Throws report::Error when `out`, which need not be there yet, lies in one of `packed_whole`, the
/// directories of which everything goes into `package`: what is written there would be in the next
/// package. `option` is what names `out`.
void refuse_among_sources(const std::filesystem::path& out,
                          const std::vector<std::filesystem::path>& packed_whole,
                          const std::string& package, const std::string& option);

} // namespace calpkg::plan
