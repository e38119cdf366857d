#pragma once

#include "lib/compare/file_source.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_walk.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace calpkg::compare {

/// The files of a verified package that are looked into: in memory as far as that goes, then each in a scratch file of
/// its own. (ext4 makes new files slowly for minutes after many were removed.)
class Spool : public FileSource {
public:
    /// `directory` is made; it belongs to this object. `package` stays the caller's. At most `memory` bytes are held.
    Spool(const rpm::OpenPackage& package, std::filesystem::path directory,
          std::uint64_t memory = kMemory);
    static constexpr std::uint64_t kMemory = 32U << 20;

    void want(std::size_t row, bool content) override;
    /// Reads the payload up to the last file that is wanted.
    void fill() override;
    std::string content(std::size_t row) const override;
    /// Made while the file came by.
    std::string digest(std::size_t row) const override { return digests_.at(first_of(row)); }
    void drop(std::size_t row) override;

private:
    std::size_t first_of(std::size_t row) const;
    std::filesystem::path file_of(std::size_t row) const {
        return directory_ / std::to_string(row);
    }
    void take(rpm::PayloadWalk& walk, std::size_t row);

    const rpm::OpenPackage& package_;
    std::filesystem::path directory_;
    rpm::LinkSets sets_;
    std::uint64_t memory_;
    std::map<std::size_t, std::string> held_;
    std::map<std::size_t, bool> wanted_;
    std::map<std::size_t, std::string> digests_;
};

} // namespace calpkg::compare
