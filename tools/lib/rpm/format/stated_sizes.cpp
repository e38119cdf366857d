#include "lib/rpm/format/stated_sizes.hpp"

#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/tags.hpp"

#include <fmt/format.h>

#include <set>
#include <vector>

namespace calpkg::rpm {

namespace {

struct Stated {
    const char* tag;
    std::uint64_t size;
};

/// What the headers say of the uncompressed payload.
std::vector<Stated> archive_sizes(const PackageParts& parts) {
    std::vector<Stated> all;
    const auto add = [&](const RawHeader& header, std::uint32_t tag, const char* name) {
        if (header.has(tag)) all.push_back({name, header.number(tag)});
    };
    add(parts.signature, tag::seal::payload_size, "SIGPAYLOADSIZE");
    add(parts.signature, tag::seal::long_payload_size, "LONGARCHIVESIZE");
    add(parts.header, tag::archive_size, "ARCHIVESIZE");
    add(parts.header, tag::payload_size_alt, "PAYLOADSIZEALT");
    return all;
}

/// Of several files with one content: those that are hard links count once, or each.
struct Sums {
    std::uint64_t once = 0, each = 0;
};

std::set<std::uint64_t> sums_of_sizes(const FileTable& files) {
    Sums regular, links;
    std::set<std::uint64_t> seen;
    for (std::size_t row = 0; row < files.size(); ++row) {
        if (!files.is_regular(row) && !files.is_link(row)) continue;
        Sums& sums = files.is_link(row) ? links : regular;
        const bool again = files.has(tag::file_inode) && !seen.insert(files.link_set(row)).second;
        sums.each += files.file_size(row);
        if (!again) sums.once += files.file_size(row);
    }
    std::set<std::uint64_t> all;
    for (const std::uint64_t of_files : {regular.once, regular.each})
        for (const std::uint64_t of_links : {std::uint64_t{0}, links.once, links.each})
            all.insert(of_files + of_links);
    return all;
}

} // namespace

void require_archive_size(const PackageParts& parts, std::uint64_t size,
                          const std::string& subject) {
    for (const Stated& stated : archive_sizes(parts))
        if (stated.size != size)
            throw report::Error(
                subject,
                fmt::format("its payload has {} bytes where its header says {} ({})", size,
                            stated.size, stated.tag),
                "copy or build it again");
}

void require_installed_size(const RawHeader& header, const FileTable& files,
                            const std::string& subject) {
    const std::set<std::uint64_t> sums = sums_of_sizes(files);
    for (const auto& [tag, name] :
         {std::pair{tag::size, "SIZE"}, std::pair{tag::long_size, "LONGSIZE"}})
        if (header.has(tag) && !sums.contains(header.number(tag)))
            throw report::Error(subject,
                                fmt::format("its files have {} bytes where its header says {} ({})",
                                            files.installed_size(), header.number(tag), name),
                                "build it again");
}

void verify_stated_sizes(const OpenPackage& package) {
    require_installed_size(package.parts.header, package.files, package.subject);
    if (archive_sizes(package.parts).empty()) return;
    PayloadReader payload(package);
    std::vector<char> buffer(fs::kBlockSize);
    std::uint64_t size = 0;
    while (const std::size_t count = payload.read(buffer.data(), buffer.size())) {
        process::check_interrupt();
        size += count;
    }
    require_archive_size(package.parts, size, package.subject);
}

} // namespace calpkg::rpm
