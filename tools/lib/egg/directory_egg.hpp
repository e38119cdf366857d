#pragma once

#include "lib/egg/egg.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace calpkg::egg {

/// What a directory egg is not: one file.
inline const std::string kNoBytes;

/// A directory egg on disk, or a package's directory without an egg; contents are read when they are asked for.
class DirectoryEgg : public Egg {
public:
    /// Lists what is below `top`. Links are not followed for the listing, but are for contents, as
    /// Python does. Throws report::Error, DamagedEgg for a device, FIFO or socket.
    explicit DirectoryEgg(std::filesystem::path top);

    bool is_zip() const override { return false; }
    const std::string& bytes() const override { return kNoBytes; }
    std::string name() const override;
    const std::vector<Member>& members() const override { return members_; }
    std::string read_at(std::size_t index, std::uint64_t limit) const override;
    std::string package() const override { return package_; }
    std::string python() const override;

private:
    std::filesystem::path top_;
    std::string package_;
    std::vector<Member> members_;
};

/// A directory egg, or a package without one, whose files are held in memory.
class FilesEgg : public Egg {
public:
    /// `plain_python`: of the package `name` without an egg; nothing for an egg.
    FilesEgg(std::vector<std::pair<Member, std::string>> files, std::string name,
             std::optional<std::string> plain_python = std::nullopt);

    bool is_zip() const override { return false; }
    const std::string& bytes() const override { return kNoBytes; }
    std::string name() const override { return name_; }
    const std::vector<Member>& members() const override { return members_; }
    std::string read_at(std::size_t index, std::uint64_t limit) const override;
    std::string package() const override { return plain_python_ ? name_ : std::string(); }
    std::string python() const override { return plain_python_ ? *plain_python_ : Egg::python(); }

private:
    std::string name_;
    std::optional<std::string> plain_python_;
    std::vector<Member> members_;
    std::vector<std::string> contents_; ///< beside members_
};

} // namespace calpkg::egg
