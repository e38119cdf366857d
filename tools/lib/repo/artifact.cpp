#include "lib/repo/artifact.hpp"

namespace calpkg::repo {

bool is_source(const std::string& path) { return path.starts_with(std::string(kSources) + "/"); }

std::filesystem::path log_path(const std::string& component) {
    return std::filesystem::path("logs") / (component + ".log");
}

} // namespace calpkg::repo
