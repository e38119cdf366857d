#include "support/zip_fixture.hpp"

#include "lib/python/bytecode.hpp"

#include <stdexcept>

namespace calpkg::test {

namespace {

std::uint32_t crc32(const std::string& data) {
    std::uint32_t crc = 0xffffffff;
    for (const char c : data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1U) != 0 ? 0xedb88320 : 0);
    }
    return ~crc;
}

/// What local and central header have in common, from the flags to the sizes.
std::string common(const ZipMember& member) {
    return le(member.flags, 2) + le(member.method, 2) + le(member.time.time, 2) +
           le(member.time.date, 2) + le(crc32(member.content) + member.crc_error, 4) +
           le(member.content.size(), 4) + le(member.content.size(), 4);
}

} // namespace

std::string le(std::uint64_t value, std::size_t bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
}

std::string make_zip(const std::vector<ZipMember>& members, const std::string& comment) {
    std::string file, directory;
    for (const ZipMember& member : members) {
        const std::string local = member.local_name.empty() ? member.name : member.local_name;
        directory += "PK\1\2" + le(3 << 8 | 20, 2) + le(20, 2) + common(member) +
                     le(member.name.size(), 2) + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 2) +
                     le(static_cast<std::uint64_t>(member.mode | 0100000U) << 16, 4) +
                     le(file.size(), 4) + member.name;
        file += "PK\3\4" + le(20, 2) + common(member) + le(local.size(), 2) + le(0, 2) + local +
                member.content;
    }
    const std::string end = "PK\5\6" + le(0, 4) + le(members.size(), 2) + le(members.size(), 2) +
                            le(directory.size(), 4) + le(file.size(), 4) + le(comment.size(), 2);
    return file + directory + end + comment;
}

std::string bytecode_header(const std::string& version, std::uint32_t mtime, std::uint32_t size) {
    for (const python::BytecodeRules& python : python::bytecode_rules()) {
        if (version != python.version) continue;
        std::string header = le(python.magic, 2) + "\r\n";
        if (python.header == 16) header += le(0, 4);
        header += le(mtime, 4);
        return python.three() ? header + le(size, 4) : header;
    }
    throw std::runtime_error("no such Python: " + version);
}

std::vector<ZipMember> egg_info(const std::string& name, const std::string& version,
                                const std::string& top_level) {
    return {{"EGG-INFO/PKG-INFO",
             "Metadata-Version: 1.0\nName: " + name + "\nVersion: " + version + "\n"},
            {"EGG-INFO/top_level.txt", top_level + "\n"},
            {"EGG-INFO/zip-safe", "\n"}};
}

} // namespace calpkg::test
