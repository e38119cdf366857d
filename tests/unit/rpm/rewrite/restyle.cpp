#include "unit/rpm/rewrite/restyle.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/string_sink.hpp"

#include <algorithm>
#include <fcntl.h>

namespace calpkg::test {

namespace {

using namespace calpkg::rpm;

struct WholeEntry {
    std::size_t row;
    CpioEntry entry;
    std::string data;
};

std::string restyled_payload(const OpenPackage& package, const Style& style) {
    PayloadReader source(package);
    PayloadWalk walk(source, package.files, file_hash(package.parts.header), package.subject);
    std::vector<WholeEntry> entries;
    while (walk.next()) {
        entries.push_back({walk.row(), walk.entry(), {}});
        walk.read([&](std::string_view piece) { entries.back().data += piece; });
    }
    const CpioEntry trailer = walk.entry();
    if (style.links_in_place)
        std::stable_sort(entries.begin(), entries.end(),
                         [](const auto& a, const auto& b) { return a.row < b.row; });
    test::StringSink sink;
    CpioWriter writer(sink);
    for (WholeEntry& whole : entries) {
        if (style.by_index) {
            whole.entry.magic = "07070X";
            whole.entry.index = static_cast<std::uint32_t>(whole.row);
        } else {
            whole.entry.name = style.prefix + package.files.path(whole.row).substr(1);
            whole.entry.set(CpioField::name_size,
                            static_cast<std::uint32_t>(whole.entry.name.size() + 1));
        }
        writer.header(whole.entry);
        writer.data(whole.data);
        writer.finish_entry();
    }
    writer.header(trailer);
    return sink.bytes;
}

void make_old(RawHeader& header, RawHeader& signature) {
    std::vector<std::uint32_t> modern;
    for (const TagData& data : header.entries())
        if (data.tag >= 5000) modern.push_back(data.tag);
    for (const std::uint32_t tag : modern) header.erase(tag);
    for (const std::uint32_t tag : {tag::seal::sha256, tag::seal::long_size,
                                    tag::seal::long_payload_size, std::uint32_t{1008}})
        signature.erase(tag);
}

void use_long_sizes(RawHeader& header) {
    header.put_numbers(tag::long_file_size, TagType::int64, header.numbers(tag::file_size));
    header.erase(tag::file_size);
    header.put_numbers(tag::long_size, TagType::int64, {header.number(tag::size)});
    header.erase(tag::size);
}

void misjudge(RawHeader& header, const FileTable& files, const std::string& path) {
    FileTable wrong = files;
    std::string digest = files.text(files.find(path).value(), tag::file_digest);
    digest.front() = digest.front() == '0' ? '1' : '0';
    wrong.set_text(files.find(path).value(), tag::file_digest, digest);
    wrong.store(header);
}

std::string hex_digest(hash::Algorithm algorithm, const std::string& data) {
    hash::Digest digest(algorithm);
    digest.update(data.data(), data.size());
    return digest.finish();
}

std::string compressed(const Dir& dir, const std::string& archive, const Compression& how) {
    const auto file = dir.write("payload", "");
    {
        const fs::Descriptor fd(open(file.c_str(), O_RDWR | O_CLOEXEC));
        PayloadWriter writer(fd.get(), 0, how, "payload");
        writer.write(archive);
        writer.finish();
    }
    return fs::read_file(file);
}

} // namespace

std::filesystem::path restyle(const Dir& dir, const std::filesystem::path& package,
                              const Style& style) {
    const OpenPackage open(package);
    RawHeader header = open.parts.header, signature = open.parts.signature;
    std::string archive = restyled_payload(open, style);
    if (!style.replaced.empty())
        archive.replace(archive.find(style.replaced), style.replaced.size(), style.replacement);
    const std::string payload = compressed(dir, archive, compression_of(open));
    if (style.old) make_old(header, signature);
    if (style.by_index) use_long_sizes(header);
    if (!style.misjudged.empty()) misjudge(header, open.files, style.misjudged);
    signature.put_numbers(tag::seal::payload_size, TagType::int32, {archive.size()});
    if (style.archive_size) {
        header.put_numbers(tag::archive_size, TagType::int32, {archive.size()});
        signature.erase(tag::seal::payload_size);
    }
    if (header.has(tag::payload_digest))
        header.put_strings(tag::payload_digest, TagType::string_array,
                           {hex_digest(hash::Algorithm::sha256, payload)});
    if (header.has(tag::payload_digest_alt))
        header.put_strings(tag::payload_digest_alt, TagType::string_array,
                           {hex_digest(hash::Algorithm::sha256, archive)});
    const std::string blob = header.serialize(kImmutableRegion);
    seal(signature, blob, {payload.size(), hex_digest(hash::Algorithm::md5, blob + payload), ""}, 0,
         "package");
    std::string front = signature.serialize(kSignatureRegion);
    front.append((8 - front.size() % 8) % 8, '\0');
    return dir.write("restyled.rpm", open.parts.lead + front + blob + payload);
}

} // namespace calpkg::test
