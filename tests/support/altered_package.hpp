#pragma once

#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/raw_header.hpp"
#include "support/support.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace calpkg::test {

/// A package that is being altered: its header, its files, and files that get other content.
struct Alteration {
    rpm::RawHeader header;
    rpm::RawHeader signature;
    rpm::FileTable files;
    std::map<std::string, std::string> contents;

    /// The row of a file, which has to be there.
    std::size_t row(const std::string& path) const { return files.find(path).value(); }
    /// A new file, otherwise as the one at `like`.
    void add_file(const std::string& path, const std::string& like, const std::string& content);
};

using Alter = std::function<void(Alteration&)>;

/// A copy of `package`, whose payload has to be uncompressed ("w.ufdio"), with the alterations. Everything that rpm
/// verifies is made anew: digests of the files, the payload and the header, sizes.
std::filesystem::path altered(const Dir& dir, const std::filesystem::path& package,
                              const std::string& name, const Alter& alter);

} // namespace calpkg::test
