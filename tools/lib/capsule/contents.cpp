#include "lib/capsule/contents.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/output.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace calpkg::capsule {

namespace {

/// Writes members and notes their digests.
class Writer {
public:
    explicit Writer(tar::TarOutput& output) : output_(output), block_(fs::kBlockSize) {}

    void add(const std::string& path, const Contents::Item& item) {
        process::check_interrupt();
        digests_[path] = item.file.empty() ? add_text(path, item.text) : add_file(path, item);
    }
    void add_index() {
        const nlohmann::ordered_json index = {{"format", kFormat}, {"files", digests_}};
        add_text(kIndex, index.dump(2) + "\n");
    }

private:
    void begin(const std::string& path, bool executable, std::uint64_t size) {
        output_.begin({.kind = tar::MemberKind::file,
                       .path = std::string(kTop) + path,
                       .mode = executable ? 0755U : 0644U,
                       .mtime = kMemberTime,
                       .link = {}},
                      size);
    }
    std::string add_text(const std::string& path, const std::string& text) {
        begin(path, false, text.size());
        output_.write(text.data(), text.size());
        return hash::sha256(text);
    }
    std::string add_file(const std::string& path, const Contents::Item& item);

    tar::TarOutput& output_;
    std::vector<char> block_;
    std::map<std::string, std::string> digests_;
};

std::string Writer::add_file(const std::string& path, const Contents::Item& item) {
    const fs::Descriptor file = fs::open_existing(item.file, O_RDONLY | O_NOFOLLOW);
    struct stat status {};
    if (fstat(file.get(), &status) != 0)
        throw report::system_error(item.file.string(), "read", errno);
    auto left = static_cast<std::uint64_t>(status.st_size);
    begin(path, item.executable, left);
    hash::Sha256 digest;
    std::size_t size = 0;
    while ((size = fs::read_some(file.get(), block_.data(), block_.size(), item.file.string())) >
           0) {
        if (size > left) break;
        digest.update(block_.data(), size);
        output_.write(block_.data(), size);
        left -= size;
    }
    if (size > 0 || left > 0)
        throw report::Error(item.file.string(), "has changed while it was packed",
                            "wait until nobody writes it, and run it again");
    return digest.finish();
}

} // namespace

void Contents::add_file(const std::string& path, const std::filesystem::path& file) {
    const struct stat status = fs::status_of(file);
    if (!S_ISREG(status.st_mode))
        throw report::Error(file.string(), "is not a regular file", "put the file itself there");
    fs::require_readable(file);
    if (!items_.emplace(path, Item{file, {}, (status.st_mode & S_IXUSR) != 0}).second)
        throw report::Error(file.string(), "is packed twice, as " + path,
                            "please report it, with the command line");
}

void Contents::add_text(const std::string& path, std::string text) {
    items_[path] = {{}, std::move(text), false};
}

bool Contents::has_any_below(const std::string& directory) const {
    const auto first = items_.lower_bound(directory);
    return first != items_.end() && first->first.starts_with(directory);
}

void write(const Contents& contents, const std::filesystem::path& destination) {
    fs::AtomicFile file(destination);
    tar::TarOutput output(file.path(), destination, tar::Compression::gzip);
    Writer writer(output);
    if (const auto readme = contents.items().find(kReadme); readme != contents.items().end())
        writer.add(kReadme, readme->second);
    for (const auto& [path, item] : contents.items())
        if (path != kReadme) writer.add(path, item);
    writer.add_index();
    output.finish();
    file.commit();
}

} // namespace calpkg::capsule
