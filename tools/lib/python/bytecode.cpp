#include "lib/python/bytecode.hpp"

#include "lib/hash/siphash.hpp"

namespace calpkg::python {

namespace {

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::uint32_t u32(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint32_t>(little_endian(bytes, at, 4));
}

} // namespace

const std::vector<BytecodeRules>& bytecode_rules() {
    // version, magic, pyo, cache, zip compares size, zip checks hash, hash rounds, header, shortest
    static const std::vector<BytecodeRules> table{
        {"2.6", 62161, true, false, false, false, 0, 8, 10},
        {"2.7", 62211, true, false, false, false, 0, 8, 8},
        {"3.3", 3230, true, true, false, false, 0, 12, 12},
        {"3.4", 3310, true, true, false, false, 0, 12, 12},
        {"3.5", 3350, false, true, false, false, 0, 12, 12},
        {"3.5", 3351, false, true, false, false, 0, 12, 12},
        {"3.6", 3379, false, true, false, false, 0, 12, 12},
        {"3.7", 3394, false, true, false, false, 2, 16, 16},
        {"3.8", 3413, false, true, true, true, 2, 16, 0},
        {"3.9", 3425, false, true, true, true, 2, 16, 0},
        {"3.10", 3439, false, true, true, true, 2, 16, 0},
        {"3.11", 3495, false, true, true, true, 1, 16, 0},
        {"3.12", 3531, false, true, true, true, 1, 16, 0},
        {"3.13", 3571, false, true, true, true, 1, 16, 0},
    };
    return table;
}

BytecodeHeader read_bytecode_header(std::string_view bytes) {
    BytecodeHeader header;
    header.length = bytes.size();
    if (bytes.size() < 4 || bytes[2] != '\r' || bytes[3] != '\n') return header;
    const std::uint64_t magic = little_endian(bytes, 0, 2);
    for (const BytecodeRules& python : bytecode_rules())
        if (python.magic == magic) header.python = &python;
    if (header.python == nullptr || bytes.size() < header.python->header) return header;
    header.complete = true;
    std::size_t at = 4;
    if (header.python->header == 16) {
        const std::uint32_t flags = u32(bytes, at);
        at += 4;
        header.hash_based = (flags & 1U) != 0;
        header.check_source = (flags & 2U) != 0;
    }
    if (header.hash_based) {
        header.hash = little_endian(bytes, at, 8);
        return header;
    }
    header.mtime = u32(bytes, at);
    if (header.python->three()) header.size = u32(bytes, at + 4);
    return header;
}

std::uint64_t source_hash(const BytecodeRules& python, std::string_view source) {
    const std::uint64_t key = python.magic | 0x0a0d0000ULL; // the whole magic number
    return hash::siphash(python.hash_rounds, key, source);
}

} // namespace calpkg::python
