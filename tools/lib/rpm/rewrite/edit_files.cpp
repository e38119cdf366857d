#include "lib/rpm/rewrite/edit_files.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <limits>

namespace calpkg::rpm {

namespace {

std::string parent(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::string extension(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos || path.find('/', dot) != std::string::npos ? ""
                                                                                : path.substr(dot);
}

/// How many directories two absolute paths have in common, from the top.
std::size_t shared_directories(const std::string& a, const std::string& b) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i)
        if (a[i] == '/') ++count;
    return count;
}

class Edit {
public:
    Edit(FileTable files, const PackageEdit& edit, hash::Algorithm hash, std::int64_t now,
         const std::string& subject)
        : result_{std::move(files), {}},
          edit_(edit),
          hash_(hash),
          now_(now),
          subject_(subject) {}

    EditedFiles run() {
        for (const auto& [path, content] : edit_.write) write(path, content);
        for (const std::string& path : edit_.remove) remove(path);
        return std::move(result_);
    }

private:
    FileTable& files() { return result_.files; }
    [[noreturn]] void refuse(const std::string& path, const std::string& reason) const {
        throw report::Error(subject_, path + " in it " + reason);
    }

    void write(const std::string& path, const NewContent& content);
    void replace(std::size_t row);
    void fill(std::size_t row, const NewContent& content, std::int64_t mtime);
    std::size_t add(const std::string& path);
    void add_directory(const std::string& path);
    std::size_t neighbour(const std::string& path);
    void alone(std::size_t row);
    void remove(const std::string& path);

    EditedFiles result_;
    const PackageEdit& edit_;
    hash::Algorithm hash_;
    std::int64_t now_;
    const std::string& subject_;
};

void Edit::write(const std::string& path, const NewContent& content) {
    if (content.content.size() > std::numeric_limits<std::int32_t>::max())
        refuse(path, "would be larger than 2 GiB");
    if (const auto row = files().find(path)) {
        replace(*row);
        const auto mtime = static_cast<std::int64_t>(files().number(*row, tag::file_mtime));
        fill(*row, content, content.mtime.value_or(mtime));
    } else {
        fill(add(path), content, content.mtime.value_or(now_));
    }
}

/// A file whose content changes is not a hard link any more: the other names keep what they have.
void Edit::replace(std::size_t row) {
    if (!files().is_regular(row) || files().is_ghost(row))
        refuse(files().path(row), "has no content that could be replaced");
    for (std::size_t other = 0; other < files().size(); ++other)
        if (other != row && files().is_regular(other) && !files().is_ghost(other) &&
            files().link_set(other) == files().link_set(row))
            return alone(row);
}

void Edit::fill(std::size_t row, const NewContent& content, std::int64_t mtime) {
    hash::Digest digest(hash_);
    digest.update(content.content.data(), content.content.size());
    files().set_text(row, tag::file_digest, digest.finish());
    files().set_file_size(row, content.content.size());
    files().set_number(row, tag::file_mtime, static_cast<std::uint64_t>(mtime));
    files().set_text(row, tag::file_signature, "");
    files().set_text(row, tag::verity_signature, "");
}

void Edit::alone(std::size_t row) {
    files().set_number(row, tag::file_inode, files().unused_inode());
}

/// The file that an added one takes its attributes from: the nearest in the tree; of those in the
/// same place the first with the same extension.
std::size_t Edit::neighbour(const std::string& path) {
    std::optional<std::size_t> best;
    std::size_t best_rank = 0;
    for (std::size_t row = 0; row < files().size(); ++row) {
        if (!files().is_regular(row) || files().is_ghost(row)) continue;
        const std::string& other = files().path(row);
        const std::size_t shared = shared_directories(other, path);
        const std::size_t rank = 2 * shared + (extension(other) == extension(path) ? 1 : 0);
        if (shared == 0 || rank <= best_rank) continue;
        best = row;
        best_rank = rank;
    }
    if (!best) refuse(path, "would be the only file in its directory: its mode cannot be known");
    return *best;
}

std::size_t Edit::add(const std::string& path) {
    if (!path.starts_with("/") || path.ends_with("/")) refuse(path, "is not a name for a file");
    const std::string like = files().path(neighbour(path));
    add_directory(parent(path)); // moves rows
    const std::size_t row = files().insert(path, *files().find(like));
    result_.added.insert(path);
    alone(row);
    files().set_text(row, tag::file_caps, "");
    files().set_text(row, tag::file_lang, "");
    files().set_number(row, tag::file_depends_x, 0);
    files().set_number(row, tag::file_depends_n, 0);
    return row;
}

/// A directory that is missing is owned when the one above is: then the package owns the tree.
void Edit::add_directory(const std::string& path) {
    if (path.empty()) return;
    if (const auto row = files().find(path)) {
        if (!files().is_directory(*row)) refuse(path, "is not a directory");
        return;
    }
    const std::string inside = path + "/";
    for (std::size_t row = 0; row < files().size(); ++row)
        if (files().path(row).starts_with(inside)) return; // somebody else owns it
    add_directory(parent(path));
    const auto above = files().find(parent(path));
    if (!above) return;
    const std::size_t row = files().insert(path, *above);
    alone(row);
    files().set_number(row, tag::file_mtime, static_cast<std::uint64_t>(now_));
    result_.added.insert(path);
}

void Edit::remove(const std::string& path) {
    const auto row = files().find(path);
    if (!row) refuse(path, "is not there to remove");
    if (files().is_directory(*row)) refuse(path, "is a directory");
    files().remove(*row);
}

} // namespace

EditedFiles edit_files(FileTable files, const PackageEdit& edit, hash::Algorithm hash,
                       std::int64_t now, const std::string& subject) {
    return Edit(std::move(files), edit, hash, now, subject).run();
}

} // namespace calpkg::rpm
