#include "lib/verify/tree.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"

#include <fcntl.h>
#include <system_error>

namespace calpkg::verify {

namespace stdfs = std::filesystem;

void Tree::error(const char* id, const std::string& path, const std::string& message,
                 const std::string& remedy) {
    findings.emplace_back(id, report::Severity::error, path.empty() ? shown : name(path), message,
                          remedy);
}

bool Tree::is_unreadable(const std::string& path) const {
    for (stdfs::path at = path; !at.empty(); at = at.parent_path())
        if (unreadable.contains(at.generic_string())) return true;
    return false;
}

void Tree::attempt(const std::string& path, const std::function<void()>& action) {
    try {
        action();
    } catch (const report::Error& failure) {
        unreadable.insert(path);
        findings.emplace_back("unreadable-file", report::Severity::error, name(path),
                              failure.reason(), failure.remedy());
    }
}

namespace {

using Type = stdfs::file_type;

void take(Tree& tree, const std::string& name) {
    std::error_code failure; // of a link that leads nowhere
    const Type type = stdfs::status(tree.top / name, failure).type();
    if (type == Type::regular) {
        tree.files.insert(name);
        tree.attempt(name, [&] { fs::open_existing(tree.top / name, O_RDONLY); });
    } else if (type == Type::fifo || type == Type::socket || type == Type::character ||
               type == Type::block) {
        tree.error("changed-file", name, "is neither a file nor a directory", "remove it");
    } else if (type == Type::none && failure != std::errc::too_many_symbolic_link_levels) {
        tree.attempt(name, [&] {
            throw report::system_error((tree.top / name).string(), "read", failure.value());
        });
    }
}

/// What is in the directory `below` of the tree.
void look_into(Tree& tree, const stdfs::path& below) {
    std::error_code failure;
    for (stdfs::directory_iterator it(tree.top / below, failure), end; !failure && it != end;
         it.increment(failure)) {
        const stdfs::path name = below / it->path().filename();
        std::error_code unknown;
        if (it->symlink_status(unknown).type() != Type::directory)
            take(tree, name.generic_string());
        else
            tree.attempt(name.generic_string(), [&] { look_into(tree, name); });
    }
    if (failure) throw report::system_error((tree.top / below).string(), "read", failure.value());
}

} // namespace

Tree open_tree(const stdfs::path& top, const std::string& shown) {
    Tree tree;
    tree.top = top;
    tree.shown = shown;
    look_into(tree, {});
    return tree;
}

} // namespace calpkg::verify
