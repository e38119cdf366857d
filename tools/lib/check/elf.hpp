#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::check {

/// A symbol that an ELF file takes from a shared library when it is loaded.
struct ElfImport {
    std::string name;    ///< "memcpy"
    std::string version; ///< "GLIBC_2.14", "" when it is bound to none
    std::string library; ///< whose version that is: "libc.so.6"
};

/// A version of a library's interface without which an ELF file does not load.
struct ElfVersionNeed {
    std::string library; ///< "libc.so.6"
    std::string version; ///< "GLIBC_2.14"
};

/// What the dynamic loader reads of an ELF file.
struct ElfFile {
    std::string machine;              ///< as rpm names architectures: "x86_64", else "machine 243"
    bool has_dynamic_section = false; ///< false for static programs and object files
    std::vector<std::string> needed;  ///< DT_NEEDED, in their order
    std::vector<std::string> run_paths;        ///< DT_RPATH and DT_RUNPATH, split at ':'; may be ""
    std::vector<ElfVersionNeed> version_needs; ///< without weak ones, which the loader lets pass
    std::vector<ElfImport> imports;            ///< undefined dynamic symbols
    std::vector<std::string> exports;          ///< defined dynamic symbols
};

/// Bytes that tell an ELF file, at its start.
inline constexpr std::string_view kElfMagic{"\177ELF", 4};

/// Reads the ELF file at `path` (libelf); of a large one only what is needed is read. Throws
/// report::Error, with `path` as its subject, for one that is truncated or damaged.
ElfFile read_elf(const std::filesystem::path& path);

/// The same from memory; `name` is the errors' subject. Changes `image` where its byte order or
/// alignment is not this machine's.
ElfFile read_elf(const std::string& name, std::string& image);

} // namespace calpkg::check
