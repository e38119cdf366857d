#include "lib/zip/headers.hpp"

#include <algorithm>

namespace calpkg::zip {

namespace {

/// What both headers have between "version needed" and the size of the name.
void put_common(std::string& out, const NewMember& member) {
    put16(out, member.needed);
    put16(out, member.flags);
    put16(out, member.packed.method);
    put16(out, member.time.time);
    put16(out, member.time.date);
    put32(out, member.packed.crc);
    put32(out, member.packed.data.size());
    put32(out, member.packed.size);
    put16(out, member.name.size());
}

} // namespace

std::uint16_t name_flags(const std::string& name) {
    const bool ascii = std::all_of(name.begin(), name.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return ascii ? 0 : kUtf8Name;
}

void put_local(std::string& out, const NewMember& member) {
    put32(out, kLocalSignature);
    put_common(out, member);
    put16(out, member.local_extra.size());
    out.append(member.name).append(member.local_extra).append(member.packed.data);
}

void put_central(std::string& out, const NewMember& member, std::size_t local_offset) {
    put32(out, kCentralSignature);
    put16(out, member.made_by);
    put_common(out, member);
    put16(out, member.central_extra.size());
    put16(out, member.comment.size());
    put16(out, 0); // disk
    put16(out, member.internal_attributes);
    put32(out, member.external_attributes);
    put32(out, local_offset);
    out.append(member.name).append(member.central_extra).append(member.comment);
}

void put_end(std::string& out, std::size_t count, std::size_t directory_size,
             std::size_t directory_offset, const std::string& comment) {
    put32(out, kEndSignature);
    put32(out, 0); // disks
    put16(out, count);
    put16(out, count);
    put32(out, directory_size);
    put32(out, directory_offset);
    put16(out, comment.size());
    out += comment;
}

} // namespace calpkg::zip
