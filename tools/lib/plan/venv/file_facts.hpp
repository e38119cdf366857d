#pragma once

#include "lib/hash/known_contents.hpp"
#include "lib/python/bytecode.hpp"
#include "lib/tar/members.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace calpkg::plan {

/// What decides about a file's time in a package, as it was where it is taken from.
struct FileFacts {
    std::int64_t mtime = 0;
    std::string digest; ///< SHA-256 of its content; of bytecode without the time that it embeds
    bool elf = false;   ///< whether it begins as an ELF file
    python::BytecodeHeader header; ///< of bytecode
};

/// Reads the file that is called `name` and was last changed at `mtime`; `read` gives its next bytes, at most so
/// many, and 0 at the end. Throws what that does.
FileFacts read_facts(const std::string& name, std::int64_t mtime,
                     const std::function<std::size_t(char* buffer, std::size_t size)>& read);

/// The facts of the file at `path`, called `name`; `status` is what stat(2) told of it. It is read, as for read_facts(), unless
/// `contents`, which may be null, knows them.
FileFacts known_facts(const std::string& name, const std::filesystem::path& path,
                      const struct stat& status, hash::KnownContents* contents,
                      const std::function<std::size_t(char* buffer, std::size_t size)>& read);

/// tar::list_members(), with the facts of each regular file by its normalised name.
std::vector<tar::Member> list_with_facts(const std::filesystem::path& archive,
                                         std::map<std::string, FileFacts>& facts);

} // namespace calpkg::plan
