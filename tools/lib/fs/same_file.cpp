#include "lib/fs/same_file.hpp"

#include "lib/fs/descriptor.hpp"

#include <cstdint>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>

namespace calpkg::fs {

namespace {

/// O_NONBLOCK: a FIFO must not wait for a writer that never comes.
Descriptor opened(const std::filesystem::path& path) {
    return try_open(path, O_RDONLY | O_NONBLOCK);
}

} // namespace

bool is_same_file(const std::filesystem::path& one, const std::filesystem::path& other) {
    const Descriptor first = opened(one), second = opened(other);
    struct stat mine {
    }, theirs{};
    if (!first.is_open() || !second.is_open() || fstat(first.get(), &mine) != 0 ||
        fstat(second.get(), &theirs) != 0 || !S_ISREG(mine.st_mode) || !S_ISREG(theirs.st_mode) ||
        mine.st_size != theirs.st_size)
        return false;
    std::string piece(kBlockSize, '\0'), its(kBlockSize, '\0');
    for (std::uint64_t at = 0;; at += piece.size()) {
        piece.resize(read_at(first.get(), piece.data(), piece.size(), at, one.string()));
        its.resize(read_at(second.get(), its.data(), its.size(), at, other.string()));
        if (piece != its) return false;
        if (piece.empty()) return true;
    }
}

} // namespace calpkg::fs
