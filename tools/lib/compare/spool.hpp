#pragma once

#include "lib/compare/file_source.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_walk.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace calpkg::compare {

/// The files of a verified package that are looked into, each in a scratch file of its own.
class Spool : public FileSource {
public:
    /// `directory` is made; it belongs to this object. `package` stays the caller's.
    Spool(const rpm::OpenPackage& package, std::filesystem::path directory);

    void want(std::size_t row, bool content) override;
    /// Reads the payload up to the last file that is wanted.
    void fill() override;
    std::string content(std::size_t row) const override;
    /// Made while the file came by.
    std::string digest(std::size_t row) const override { return digests_.at(first_of(row)); }
    void drop(std::size_t row) const override;

private:
    std::size_t first_of(std::size_t row) const;
    std::filesystem::path file_of(std::size_t row) const {
        return directory_ / std::to_string(row);
    }
    void take(rpm::PayloadWalk& walk, std::size_t row);

    const rpm::OpenPackage& package_;
    std::filesystem::path directory_;
    rpm::LinkSets sets_;
    std::map<std::size_t, bool> wanted_;
    std::map<std::size_t, std::string> digests_;
};

} // namespace calpkg::compare
