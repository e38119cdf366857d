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
        if (std::filesystem::is_regular_file(path, failure))
            tree.files.insert(path.lexically_relative(top).generic_string());
    });
    return tree;
}

} // namespace calpkg::verify
