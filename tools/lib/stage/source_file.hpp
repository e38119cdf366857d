#pragma once

#include "lib/fs/descriptor.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace calpkg::stage {

/// A file of a checkout that is read once, from start to end, and must still be what was planned: a
/// regular file (links are not followed) of the same size, not changed since. Anything else is a report::Error.
class SourceFile {
public:
    SourceFile(std::filesystem::path path, std::uint64_t planned_size, std::int64_t planned_change);

    /// The next bytes, at most `size` of them; 0 when the whole file has been read.
    std::size_t read(char* buffer, std::size_t size);

private:
    [[noreturn]] void changed(const std::string& how) const;

    std::filesystem::path path_;
    fs::Descriptor fd_;
    std::uint64_t left_;
};

} // namespace calpkg::stage
