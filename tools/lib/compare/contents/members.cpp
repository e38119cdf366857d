#include "lib/compare/contents/members.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"

#include <array>
#include <fcntl.h>
#include <string_view>
#include <utility>

namespace calpkg::compare {

namespace {

constexpr std::array<std::pair<std::string_view, const char*>, 4> magics{
    {{"\x1f\x8b", "gzip"},
     {"BZh", "bzip2"},
     {{"\xfd\x37zXZ\0", 6}, "xz"},
     {"\x28\xb5\x2f\xfd", "zstd"}}};

/// POSIX's magic, and that of the tars before it that GNU wrote, stand here.
bool is_plain_tar(const std::string& content) {
    constexpr std::size_t place = 257;
    return content.size() > place + 5 && content.compare(place, 5, "ustar") == 0;
}

} // namespace

std::string compressor_of(const std::string& content) {
    for (const auto& [magic, name] : magics)
        if (content.starts_with(magic)) return name;
    return {};
}

void spend(const std::string& object, std::uint64_t bytes, Limits& limits) {
    if (bytes > limits.member || bytes > limits.expanded)
        throw report::Error(object, "comes to more than is looked into");
    limits.expanded -= bytes;
}

std::filesystem::path to_scratch(const std::string& content, Limits& limits) {
    std::filesystem::path file = limits.scratch / std::to_string(limits.scratch_files++);
    const fs::Descriptor fd = fs::try_open(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!fd.is_open()) throw report::system_error(file.string(), "write", errno);
    fs::write_all(fd.get(), content, file.string());
    return file;
}

std::unique_ptr<Members> open_members(const std::string& object, const std::string& content,
                                      Limits& limits) {
    // Python reads an egg that begins with a script, too; only what begins as a zip file is opened here.
    if (content.starts_with("PK\x03\x04")) return open_zip(object, content, limits);
    if (is_plain_tar(content)) return open_tar(object, content, limits);
    if (!compressor_of(content).empty()) return open_compressed(object, content, limits);
    return nullptr;
}

} // namespace calpkg::compare
