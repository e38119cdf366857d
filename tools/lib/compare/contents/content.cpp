#include "lib/compare/contents/content.hpp"

#include "lib/compare/contents/archive.hpp"
#include "lib/compare/contents/elf_text.hpp"
#include "lib/compare/contents/script_lines.hpp"
#include "lib/compare/contents/words.hpp"
#include "lib/diff/text_diff.hpp"
#include "lib/hash/digest.hpp"
#include "lib/python/bytecode.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::compare {

namespace {

constexpr std::size_t kDigitsShown = 16;

std::string words_of(const std::string& content) {
    return digest_words(content.size(), hash::sha256(content));
}

/// Bytecode that differs in nothing but the time of the source that it was made from.
bool differs_in_source_time(const std::string& before, const std::string& after) {
    const python::BytecodeHeader a = python::read_bytecode_header(before);
    const python::BytecodeHeader b = python::read_bytecode_header(after);
    if (a.python == nullptr || a.python != b.python || a.hash_based || b.hash_based ||
        before.size() != after.size() || !a.complete || !b.complete)
        return false;
    const std::size_t at = a.python->time_at();
    return before.substr(0, at) == after.substr(0, at) &&
           before.substr(at + 4) == after.substr(at + 4);
}

bool is_elf(const std::string& content) { return content.starts_with("\177ELF"); }

std::string text_diff(const std::string& object, const std::string& before,
                      const std::string& after, const Limits& limits) {
    if (is_elf(before) && is_elf(after)) return elf_diff(object, before, after);
    if (!diff::is_text(before) || !diff::is_text(after)) return {};
    if (std::max(before.size(), after.size()) > limits.diffed) return {};
    const std::string name = report::escaped(object.substr(object.find_first_not_of('/')));
    if (!is_minified(object, before) && !is_minified(object, after))
        return diff::unified_diff(name, &before, &after);
    const std::string a = broken_lines(object, before), b = broken_lines(object, after);
    const std::string found = diff::unified_diff(name, &a, &b);
    return found.empty() ? diff::unified_diff(name, &before, &after) : found;
}

} // namespace

std::string digest_words(std::uint64_t size, const std::string& sha256) {
    return sha256.empty()
               ? size_words(size)
               : fmt::format("{}, SHA-256 {}…", size_words(size), sha256.substr(0, kDigitsShown));
}

void compare_content(const std::string& object, const std::string& before, const std::string& after,
                     Limits& limits, Rows& rows) {
    if (differs_in_source_time(before, after)) {
        rows.push_back({Section::noise, Kind::changed, object, "source's time in bytecode",
                        time_words(python::read_bytecode_header(before).mtime),
                        time_words(python::read_bytecode_header(after).mtime)});
        return;
    }
    std::string reason;
    if (limits.depth > 0 && compare_archives(object, before, after, limits, rows, reason)) return;
    if (!reason.empty()) reason = "; not opened: " + reason;
    const std::string found = text_diff(object, before, after, limits);
    // Whoever sees what differs needs no digests.
    const auto words = [&](const std::string& content) {
        return found.empty() ? words_of(content) : size_words(content.size());
    };
    rows.push_back({Section::contents, Kind::changed, object, "content", words(before),
                    words(after) + reason, found});
}

} // namespace calpkg::compare
