#pragma once

#include "lib/fs/output_directory.hpp"
#include "lib/fs/temp_dir.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::rpm {

/// Packages that are made beside their destinations and take their names together. Without publish() nothing is left
/// of them. Holds a descriptor for each directory, none for a package: there may be thousands.
class PreparedPackages {
public:
    /// Makes the directory of `destination`, where there is none, and gives the path to write the package to: private,
    /// and on its file system. The file at `destination` is to be replaced, or nothing is to be there (`replaces`).
    /// Throws report::Error.
    std::filesystem::path add(const std::filesystem::path& destination, bool replaces);

    /// Gives all of them their names. What is replaced leaves its mode, owner, group and extended attributes; a file with
    /// the same bytes stays as it is. Throws report::Error before the first one when another file is where nothing was
    /// to be, or for metadata that cannot be kept.
    void publish();

private:
    struct Directory {
        explicit Directory(const std::filesystem::path& path);
        fs::OutputDirectory made;
        fs::TempDir private_one;
    };
    struct Prepared {
        std::filesystem::path place, destination;
        bool replaces = false;
        bool is_there = false; ///< the same bytes are
    };

    std::map<std::filesystem::path, std::unique_ptr<Directory>> directories_;
    std::vector<Prepared> packages_;
};

} // namespace calpkg::rpm
