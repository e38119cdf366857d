#include "cal-pkg/cli/context.hpp"

#include <cstdlib>
#include <filesystem>

namespace calpkg::cli {

layout::Catalog open_catalog() {
    const char* chosen = std::getenv("CALPKG_DATA");
    if (chosen != nullptr && *chosen != '\0') return layout::Catalog(chosen);
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
    return layout::Catalog((program.parent_path() / CALPKG_DATA_FROM_PROGRAM).lexically_normal());
}

} // namespace calpkg::cli
