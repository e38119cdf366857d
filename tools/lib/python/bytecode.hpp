#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::python {

/// How one version of CPython treats bytecode, as far as it matters for which file it runs
/// (Python/import.c, Modules/zipimport.c, Lib/zipimport.py and Lib/importlib of each).
struct BytecodeRules {
    const char* version;    ///< "2.7"
    std::uint16_t magic;    ///< of its final releases; bytecode begins with it and "\r\n"
    bool pyo;               ///< knows .pyo, and zipimport tries it as well, whatever -O
    bool cache;             ///< bytecode of a directory lies in __pycache__ (PEP 3147)
    bool zip_compares_size; ///< zipimport compares the source's size
    bool zip_checks_hash;   ///< zipimport compares a checked hash; before, it refuses them
    int hash_rounds;        ///< of SipHash for hash-based bytecode; 0: there is none
    std::size_t header;     ///< bytes before the code
    std::size_t shortest;   ///< zipimport fails on shorter ones, whatever is in them; 0: does not
    bool three() const { return version[0] == '3'; }
    /// Where the source's time stands in bytecode that is not hash-based: four bytes, lowest first (PEP 552).
    std::size_t time_at() const { return header == 16 ? 8 : 4; }
};

/// 2.6, 2.7 and 3.3 to 3.13, oldest first; 3.5 twice, with both of its magic numbers.
const std::vector<BytecodeRules>& bytecode_rules();

/// What a bytecode file says of the source that it was made from.
struct BytecodeHeader {
    const BytecodeRules* python =
        nullptr;            ///< null: a magic number of no Python in bytecode_rules()
    std::size_t length = 0; ///< of the whole file
    bool complete = false;  ///< the header is there and some code may be
    bool hash_based = false;
    bool check_source = false; ///< hash-based: Python shall compare the hash
    std::uint32_t mtime = 0;
    std::uint32_t size = 0; ///< 3.x
    std::uint64_t hash = 0; ///< hash-based: SipHash of the source
};

BytecodeHeader read_bytecode_header(std::string_view bytes);

/// The hash of a source that hash-based bytecode of `python` records (PEP 552).
std::uint64_t source_hash(const BytecodeRules& python, std::string_view source);

} // namespace calpkg::python
