#pragma once

#include <cstddef>
#include <string>

namespace calpkg::compare {

/// Where the contents of files come from, by their rows in a FileTable. All throw report::Error.
class FileSource {
public:
    virtual ~FileSource() = default;
    /// That this file is wanted: its content, or only its digest. Before fill().
    virtual void want(std::size_t row, bool content) = 0;
    /// Fetches what is wanted. Two sources may do so at the same time.
    virtual void fill() = 0;
    virtual std::string content(std::size_t row) const = 0;
    /// SHA-256, hex.
    virtual std::string digest(std::size_t row) const = 0;
    /// That the content is not needed any more.
    virtual void drop(std::size_t row) = 0;
};

} // namespace calpkg::compare
