#include "lib/rpm/extract.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/payload_walk.hpp"

#include <functional>

namespace calpkg::rpm {

namespace {

constexpr const char* kTooLargeRemedy = "no egg is that large: unpack it with rpm2cpio";

std::string too_large(std::uint64_t limit) {
    return "is larger than " + std::to_string(limit >> 20) + " MiB";
}

/// Whether the content of a file of the package is wanted.
using Wanted = std::function<bool(const std::string& path)>;

/// Reads the wanted regular files' content; when it has them all, the rest of the payload stays
/// unread.
class Extraction {
public:
    Extraction(const OpenPackage& package, std::uint64_t limit)
        : package_(package),
          files_(package.files),
          limit_(limit) {}

    std::map<std::string, std::string> run(const Wanted& wanted);

private:
    void take(PayloadWalk& walk, const Wanted& wanted);
    void put(const std::string& path, const std::string& content);

    const OpenPackage& package_;
    const FileTable& files_;
    std::uint64_t limit_;
    std::uint64_t total_ = 0;
    std::size_t missing_ = 0;
    std::map<std::string, std::string> found_;
};

std::map<std::string, std::string> Extraction::run(const Wanted& wanted) {
    for (std::size_t row = 0; row < files_.size(); ++row)
        if (files_.is_regular(row) && !files_.is_ghost(row) && wanted(files_.path(row))) ++missing_;
    PayloadReader source(package_);
    PayloadWalk walk(source, files_, file_hash(package_.parts.header), package_.subject);
    while (missing_ != 0) {
        if (!walk.next())
            throw report::Error(package_.subject, "its payload lacks files that its header has",
                                "copy or build it again");
        if (files_.is_regular(walk.row())) take(walk, wanted);
        walk.skip();
    }
    return std::move(found_);
}

/// Takes the entry's content for every wanted file that it stands for: one of a set of hard links
/// has it for all.
void Extraction::take(PayloadWalk& walk, const Wanted& wanted) {
    std::vector<std::size_t> rows{walk.row()};
    const auto set = walk.sets().find(files_.link_set(walk.row()));
    if (set != walk.sets().end()) {
        if (walk.size() == 0 && files_.file_size(walk.row()) != 0)
            return; // another has the content
        if (walk.size() != 0) rows = set->second;
    }
    std::erase_if(rows, [&](std::size_t row) { return !wanted(files_.path(row)); });
    if (rows.empty()) return;
    if (walk.size() > limit_ - total_)
        throw report::Error(package_.subject,
                            files_.path(rows.front()) + " in it " + too_large(limit_),
                            kTooLargeRemedy);
    std::string content;
    walk.read([&](std::string_view piece) { content += piece; });
    for (const std::size_t row : rows) put(files_.path(row), content);
}

void Extraction::put(const std::string& path, const std::string& content) {
    if (content.size() > limit_ - total_)
        throw report::Error(package_.subject, "what is to be read from it " + too_large(limit_),
                            kTooLargeRemedy);
    total_ += content.size();
    if (found_.emplace(path, content).second) --missing_;
}

} // namespace

std::string read_package_file(const OpenPackage& package, const std::string& path,
                              std::uint64_t limit) {
    const auto row = package.files.find(path);
    if (!row)
        throw report::Error(package.subject, "holds no file " + path,
                            "'rpm -qlp' lists what it holds");
    if (!package.files.is_regular(*row) || package.files.is_ghost(*row))
        throw report::Error(package.subject, path + " in it has no content of its own");
    return Extraction(package, limit)
        .run([&](const std::string& other) { return other == path; })
        .at(path);
}

std::map<std::string, std::string> read_package_files(const OpenPackage& package,
                                                      const std::string& prefix,
                                                      std::uint64_t limit) {
    return Extraction(package, limit).run([&](const std::string& path) {
        return path.starts_with(prefix);
    });
}

} // namespace calpkg::rpm
