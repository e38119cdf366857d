#include "lib/stage/link.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace calpkg::stage {

void check_link(const std::string& subject, const std::string& path, const std::string& target,
                const std::string& top) {
    const std::string shown = fmt::format("link to '{}'", target);
    const std::string remedy = "replace the link by what it points to";
    if (target.empty() || target.front() == '/')
        throw report::Error(subject, shown + " is absolute", remedy);
    const std::filesystem::path lands =
        (std::filesystem::path(path).parent_path() / target).lexically_normal();
    const std::filesystem::path relative = lands.lexically_relative(top);
    if (relative.empty() || *relative.begin() == "..")
        throw report::Error(subject, shown + " leaves the tree", remedy);
}

} // namespace calpkg::stage
