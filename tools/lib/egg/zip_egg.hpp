#pragma once

#include "lib/egg/egg.hpp"
#include "lib/zip/directory.hpp"

#include <string>
#include <vector>

namespace calpkg::egg {

/// A zip egg whose bytes are held in memory.
class ZipEgg : public Egg {
public:
    /// Throws DamagedEgg.
    ZipEgg(std::string bytes, std::string name);

    bool is_zip() const override { return true; }
    const std::string& bytes() const override { return bytes_; }
    std::string name() const override { return name_; }
    const std::vector<Member>& members() const override { return members_; }
    std::string read_at(std::size_t index, std::uint64_t limit) const override;

    const zip::ZipDirectory& directory() const { return directory_; }

private:
    std::string bytes_;
    std::string name_;
    zip::ZipDirectory directory_;
    std::vector<Member> members_;
};

} // namespace calpkg::egg
