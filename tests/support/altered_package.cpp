#include "support/altered_package.hpp"

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/cpio.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"

#include <vector>

namespace calpkg::test {

namespace {

namespace tag = rpm::tag;

struct Entry {
    std::string path;
    rpm::CpioEntry entry;
    std::string data;
};

class Memory : public rpm::ByteSink {
public:
    explicit Memory(std::string& bytes) : bytes_(bytes) {}
    void write(std::string_view data) override { bytes_ += data; }

private:
    std::string& bytes_;
};

std::vector<Entry> entries_of(const rpm::OpenPackage& package) {
    std::vector<Entry> entries;
    rpm::PayloadReader reader(package);
    rpm::PayloadWalk walk(reader, package.files, rpm::file_hash(package.parts.header),
                          package.subject);
    while (walk.next()) {
        Entry entry{package.files.path(walk.row()), walk.entry(), ""};
        walk.read([&](std::string_view piece) { entry.data += piece; });
        entries.push_back(std::move(entry));
    }
    return entries;
}

/// The entries in their order, then those of files that were added.
std::string payload_of(const Alteration& changed, const std::vector<Entry>& entries) {
    std::string payload;
    Memory sink(payload);
    rpm::CpioWriter writer(sink);
    std::map<std::string, std::string> left = changed.contents;
    const auto put = [&](rpm::CpioEntry entry, const std::string& data) {
        entry.set(rpm::CpioField::size, static_cast<std::uint32_t>(data.size()));
        writer.header(entry);
        writer.data(data);
        writer.finish_entry();
    };
    for (const Entry& entry : entries) {
        if (!changed.files.find(entry.path)) continue;
        const auto content = left.find(entry.path);
        put(entry.entry, content == left.end() ? entry.data : content->second);
        if (content != left.end()) left.erase(content);
    }
    for (const auto& [path, content] : left) {
        rpm::CpioEntry entry = entries.front().entry;
        entry.name = "." + path;
        entry.set(rpm::CpioField::name_size, static_cast<std::uint32_t>(entry.name.size() + 1));
        entry.set(rpm::CpioField::mode, 0100644);
        put(entry, content);
    }
    rpm::CpioEntry trailer;
    trailer.magic = "070701";
    trailer.name = "TRAILER!!!";
    trailer.set(rpm::CpioField::nlink, 1);
    trailer.set(rpm::CpioField::name_size, 11);
    writer.header(trailer);
    writer.finish_entry();
    return payload;
}

void settle_header(Alteration& changed, const rpm::FileTable& before, const std::string& payload) {
    for (const auto& [path, content] : changed.contents) {
        changed.files.set_text(changed.row(path), tag::file_digest, hash::sha256(content));
        changed.files.set_file_size(changed.row(path), content.size());
    }
    const std::uint64_t installed =
        changed.header.number(tag::size) + changed.files.installed_size() - before.installed_size();
    changed.files.store(changed.header);
    changed.header.put_numbers(tag::size, rpm::TagType::int32, {installed});
    const std::string digest = hash::sha256(payload);
    for (const std::uint32_t number : {tag::payload_digest, tag::payload_digest_alt})
        if (changed.header.has(number))
            changed.header.put_strings(number, rpm::TagType::string_array, {digest});
}

} // namespace

void Alteration::add_file(const std::string& path, const std::string& like,
                          const std::string& content) {
    const std::size_t at = files.insert(path, row(like));
    files.set_number(at, tag::file_inode, files.unused_inode());
    contents[path] = content;
}

std::filesystem::path altered(const Dir& dir, const std::filesystem::path& package,
                              const std::string& name, const Alter& alter) {
    const rpm::OpenPackage old(package);
    Alteration changed{old.parts.header, old.parts.signature, old.files, {}};
    if (alter) alter(changed);
    const std::vector<Entry> entries = entries_of(old);
    const std::string payload = payload_of(changed, entries);
    settle_header(changed, old.files, payload);
    const std::string header = changed.header.serialize(rpm::kImmutableRegion);
    hash::Digest md5(hash::Algorithm::md5);
    md5.update(header);
    md5.update(payload);
    rpm::seal(changed.signature, header, {payload.size(), md5.finish(), hash::sha256(payload)}, 0,
              name);
    if (changed.signature.has(tag::seal::payload_size))
        changed.signature.put_numbers(tag::seal::payload_size, rpm::TagType::int32,
                                      {payload.size()});
    std::string front = old.parts.lead + changed.signature.serialize(rpm::kSignatureRegion);
    front.append((8 - front.size() % 8) % 8, '\0');
    return dir.write(name, front + header + payload);
}

} // namespace calpkg::test
