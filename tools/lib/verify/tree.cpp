#include "lib/verify/tree.hpp"

#include "lib/fs/walk.hpp"

#include <system_error>

namespace calpkg::verify {

void Tree::error(const char* id, const std::string& path, const std::string& message,
                 const std::string& remedy) {
    findings.emplace_back(id, report::Severity::error, path.empty() ? shown : name(path), message,
                          remedy);
}

Tree open_tree(const std::filesystem::path& top, const std::string& shown) {
    Tree tree;
    tree.top = top;
    tree.shown = shown;
    fs::walk(top, [&](const std::filesystem::path& path) {
        std::error_code failure; // of a link that leads nowhere
        const auto type = std::filesystem::status(path, failure).type();
        const std::string name = path.lexically_relative(top).generic_string();
        if (type == std::filesystem::file_type::regular)
            tree.files.insert(name);
        else if (type == std::filesystem::file_type::fifo ||
                 type == std::filesystem::file_type::socket ||
                 type == std::filesystem::file_type::character ||
                 type == std::filesystem::file_type::block)
            tree.error("changed-file", name, "is neither a file nor a directory", "remove it");
    });
    return tree;
}

} // namespace calpkg::verify
