#include "lib/compare/spool.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/payload_stream.hpp"

#include <cerrno>
#include <fcntl.h>
#include <utility>

namespace calpkg::compare {

Spool::Spool(const rpm::OpenPackage& package, std::filesystem::path directory, std::uint64_t memory)
    : package_(package),
      directory_(std::move(directory)),
      sets_(rpm::link_sets(package.files)),
      memory_(memory) {}

void Spool::want(std::size_t row, bool content) {
    const std::size_t first = first_of(row);
    wanted_[first] = wanted_[first] || content;
}

std::string Spool::content(std::size_t row) const {
    const std::size_t first = first_of(row);
    const auto held = held_.find(first);
    return held != held_.end() ? held->second
                               : fs::read_file(file_of(first), package_.files.file_size(row));
}

void Spool::drop(std::size_t row) {
    // Other names of the same file may be wanted, too.
    if (sets_.contains(package_.files.link_set(row))) return;
    if (held_.erase(row) == 0) std::filesystem::remove(file_of(row));
}

/// Names that share a file have their content in one of them.
std::size_t Spool::first_of(std::size_t row) const {
    const auto set = sets_.find(package_.files.link_set(row));
    return set == sets_.end() ? row : set->second.front();
}

void Spool::fill() {
    if (wanted_.empty()) return;
    std::filesystem::create_directory(directory_);
    rpm::PayloadReader payload(package_);
    rpm::PayloadWalk walk(payload, package_.files, rpm::file_hash(package_.parts.header),
                          package_.subject, rpm::FileDigests::from_header);
    while (digests_.size() < wanted_.size() && walk.next()) {
        const std::size_t row = first_of(walk.row());
        const bool has_content = walk.size() != 0 || package_.files.file_size(walk.row()) == 0 ||
                                 !sets_.contains(package_.files.link_set(walk.row()));
        if (wanted_.contains(row) && has_content && !digests_.contains(row))
            take(walk, row);
        else
            walk.skip();
    }
    if (digests_.size() < wanted_.size())
        throw report::Error(package_.subject, "its payload is damaged: a file is missing",
                            "copy or build it again");
}

void Spool::take(rpm::PayloadWalk& walk, std::size_t row) {
    fs::Descriptor fd;
    std::string* held = nullptr;
    const std::string name = file_of(row).string();
    if (wanted_.at(row) && walk.size() <= memory_) {
        memory_ -= walk.size();
        held = &held_[row];
    } else if (wanted_.at(row)) {
        fd = fs::try_open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (!fd.is_open()) throw report::system_error(name, "write", errno);
    }
    hash::Sha256 digest;
    walk.read([&](std::string_view piece) {
        digest.update(piece);
        if (held != nullptr) *held += piece;
        if (fd.is_open()) fs::write_all(fd.get(), piece, name);
    });
    digests_[row] = digest.finish();
}

} // namespace calpkg::compare
