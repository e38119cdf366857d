#include "cal-pkg/cli/context.hpp"

#include "lib/fs/file.hpp"

#include <cstdlib>
#include <filesystem>

namespace calpkg::cli {

std::filesystem::path installed_data() {
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
    return (program.parent_path() / CALPKG_DATA_FROM_PROGRAM).lexically_normal();
}

layout::Catalog open_catalog() {
    const char* chosen = std::getenv("CALPKG_DATA");
    if (chosen != nullptr && *chosen != '\0') return layout::Catalog(chosen);
    return layout::Catalog(installed_data());
}

std::vector<report::Explanation> read_explanations() {
    const std::filesystem::path file = installed_data() / "findings.md";
    return report::read_explanations(fs::read_file(file), file.string());
}

} // namespace calpkg::cli
