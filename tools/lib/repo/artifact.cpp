#include "lib/repo/artifact.hpp"

namespace calpkg::repo {

std::filesystem::path log_path(const std::string& component) {
    return std::filesystem::path("logs") / (component + ".log");
}

} // namespace calpkg::repo
