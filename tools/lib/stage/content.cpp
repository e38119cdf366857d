#include "lib/stage/content.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/edits.hpp"
#include "lib/stage/source_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace calpkg::stage {

namespace {

/// Edited files are held in memory, twice.
constexpr std::uint64_t kEditLimit = 8U << 20;

/// To read a file of `size` bytes with: making a large one takes longer than reading a small file.
std::vector<char> block_for(std::uint64_t size) {
    return std::vector<char>(std::min<std::uint64_t>(size + 1, fs::kBlockSize));
}

} // namespace

std::string edited_content(const StagedEntry& entry, const FileSource& source) {
    if (entry.size > kEditLimit)
        throw report::Error(source.path,
                            fmt::format("is too large to be edited ({} bytes)", entry.size),
                            "take it out of the layout's edits");
    SourceFile file(source.path, entry.size, source.changed);
    std::vector<char> block = block_for(entry.size);
    std::string content;
    while (const std::size_t count = file.read(block.data(), block.size()))
        content.append(block.data(), count);
    return with_edits_of(source, std::move(content));
}

std::string content_digest(const StagedEntry& entry) {
    if (const auto* text = std::get_if<TextSource>(&entry.source)) return hash::sha256(text->text);
    const auto& source = std::get<FileSource>(entry.source);
    if (source.edits) return hash::sha256(edited_content(entry, source));
    SourceFile file(source.path, entry.size, source.changed);
    std::vector<char> block = block_for(entry.size);
    hash::Sha256 digest;
    while (const std::size_t count = file.read(block.data(), block.size()))
        digest.update(block.data(), count);
    return digest.finish();
}

} // namespace calpkg::stage
