#include "lib/stage/link.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

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

std::string wrong_way(const std::string& path,
                      const std::function<const StagedEntry*(const std::string&)>& entry_at) {
    constexpr int kMostLinks = 40; // Linux' limit
    std::filesystem::path at;
    std::vector<std::filesystem::path> to_go;
    const auto push = [&](const std::filesystem::path& more) {
        const std::vector<std::filesystem::path> parts(more.begin(), more.end());
        to_go.insert(to_go.end(), parts.rbegin(), parts.rend());
    };
    push(path);
    for (int links = 0; !to_go.empty();) {
        at = (at / to_go.back()).lexically_normal(); // no link is left in what was before it
        to_go.pop_back();
        const StagedEntry* entry = entry_at(at.string());
        if (entry == nullptr || entry->kind == StagedEntry::Kind::directory) continue;
        if (entry->kind != StagedEntry::Kind::symlink)
            return to_go.empty() ? "" : "leads through a file as if it were a directory";
        if (++links > kMostLinks) return "leads back to itself";
        if (entry->link.starts_with('/')) return {};
        at = at.parent_path();
        push(entry->link);
    }
    return {};
}

} // namespace calpkg::stage
