#pragma once

#include "lib/compare/file_source.hpp"
#include "lib/doctor/site.hpp"
#include "lib/rpm/format/file_table.hpp"

#include <map>
#include <string>
#include <sys/stat.h>

namespace calpkg::compare {

/// Names of the owners of files, by a root's own /etc/passwd and /etc/group; numbers where these do not tell.
class Owners {
public:
    explicit Owners(const doctor::Site& site);
    std::string user(uid_t id) const { return name(users_, id); }
    std::string group(gid_t id) const { return name(groups_, id); }

private:
    static std::string name(const std::map<std::string, std::string>& names, unsigned id);
    std::map<std::string, std::string> users_, groups_; ///< by number
};

/// Writes what lstat(2) tells of a file into its row. Throws report::Error for a link that cannot be read.
void put_status(rpm::FileTable& files, std::size_t row, const struct stat& status,
                const doctor::Site& site, const Owners& owners);

/// The header of a package with all files of a root. Their digests are left open: they are made where sizes are the same.
rpm::RawHeader header_of_root(const doctor::Site& site);

/// Contents of files where they lie.
class RootSource : public FileSource {
public:
    /// Both stay the caller's.
    RootSource(const doctor::Site& site, const rpm::FileTable& files)
        : site_(site),
          files_(files) {}
    void want(std::size_t, bool) override {}
    void fill() override {}
    std::string content(std::size_t row) const override;
    std::string digest(std::size_t row) const override;
    void drop(std::size_t) override {}

private:
    std::filesystem::path file(std::size_t row) const;
    const doctor::Site& site_;
    const rpm::FileTable& files_;
};

} // namespace calpkg::compare
