#include "lib/capsule/pack.hpp"

#include "lib/checkout/run_git.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace calpkg::capsule {

namespace {

std::string ask_git(const std::filesystem::path& repository, const checkout::Arguments& arguments) {
    process::Result result = checkout::run_git(repository, arguments);
    if (result.ok()) return std::move(result.out);
    throw report::Error(repository.string(),
                        "git " + arguments.front() + ": " + checkout::git_words(result),
                        "see what 'git fsck' says there");
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

void append_big_endian(std::string& out, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xffU);
}

/// RFC 1950, section 8.2.
std::uint32_t adler32(std::string_view data) {
    constexpr std::uint32_t base = 65521;
    std::uint32_t low = 1, high = 0;
    for (const char c : data) {
        low = (low + static_cast<unsigned char>(c)) % base;
        high = (high + low) % base;
    }
    return high << 16U | low;
}

/// `data` as a zlib stream (RFC 1950) of stored blocks (RFC 1951, section 3.2.4).
void append_stored(std::string& out, std::string_view data) {
    constexpr std::size_t most = 0xffff;
    const std::uint32_t sum = adler32(data);
    out += "\x78\x01";
    do {
        const std::string_view block = data.substr(0, most);
        data.remove_prefix(block.size());
        const auto size = static_cast<std::uint32_t>(block.size());
        out += static_cast<char>(data.empty() ? 1 : 0);
        for (const std::uint32_t number : {size, ~size}) {
            out += static_cast<char>(number & 0xffU);
            out += static_cast<char>(number >> 8U & 0xffU);
        }
        out += block;
    } while (!data.empty());
    append_big_endian(out, sum);
}

/// Kind and size in front of an object: 3 bits for the kind, the size from its low end, 4 bits and then 7 a byte.
void append_head(std::string& out, unsigned kind, std::uint64_t size) {
    std::uint64_t byte = static_cast<std::uint64_t>(kind) << 4U | (size & 15U);
    size >>= 4U;
    while (size != 0) {
        out += static_cast<char>(byte | 0x80U);
        byte = size & 0x7fU;
        size >>= 7U;
    }
    out += static_cast<char>(byte);
}

unsigned kind_of(std::string_view type) {
    constexpr std::string_view types[] = {"", "commit", "tree", "blob", "tag"};
    return static_cast<unsigned>(std::ranges::find(types, type) - std::begin(types));
}

std::string unhex(const std::string& digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned byte = 0;
        std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

/// Trees and blobs of the commit; a submodule's commit is elsewhere.
std::set<std::string> files_of(const std::filesystem::path& repository, const std::string& commit) {
    std::set<std::string> names{first_line(ask_git(repository, {"rev-parse", commit + "^{tree}"}))};
    // "MODE TYPE OBJECT<TAB>PATH"
    for (const std::string& record :
         checkout::split_nul(ask_git(repository, {"ls-tree", "-r", "-t", "-z", commit}))) {
        const std::string_view fields = std::string_view(record).substr(0, record.find('\t'));
        if (fields.find(" commit ") == std::string_view::npos)
            names.emplace(fields.substr(fields.rfind(' ') + 1));
    }
    return names;
}

} // namespace

std::string Pack::add(const std::filesystem::path& repository, const std::string& commit,
                      const std::string& tag) {
    constexpr std::size_t sha256_digits = 64;
    sha256_ = commit.size() == sha256_digits;
    std::set<std::string> commits;
    for (const std::string& line :
         report::lines_of(ask_git(repository, {"rev-list", commit, "--"})))
        if (!line.empty()) commits.insert(line);
    std::string named;
    std::set<std::string> tags;
    if (!tag.empty()) {
        named = first_line(ask_git(repository, {"rev-parse", "--verify", "refs/tags/" + tag}));
        // A tag may be one of a tag.
        for (std::string name = named;
             first_line(ask_git(repository, {"cat-file", "-t", name})) == "tag";) {
            tags.insert(name);
            name =
                first_line(ask_git(repository, {"cat-file", "tag", name})).substr(sizeof "object");
        }
    }
    for (const auto& names : {commits, tags, files_of(repository, commit)})
        add_objects(repository, names);
    return named;
}

void Pack::add_objects(const std::filesystem::path& repository,
                       const std::set<std::string>& names) {
    std::string input;
    for (const std::string& name : names)
        if (seen_.insert(name).second) input += name + "\n";
    const process::Result result = checkout::run_git_on(repository, {"cat-file", "--batch"}, input);
    // "OBJECT TYPE SIZE\nCONTENT\n", or "OBJECT missing\n".
    std::string_view rest = result.out;
    for (std::size_t left = static_cast<std::size_t>(std::ranges::count(input, '\n')); left > 0;
         --left) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        const std::size_t blank = line.find(' '), last = line.rfind(' ');
        std::uint64_t size = 0;
        if (!result.ok() || blank == std::string_view::npos || blank == last ||
            std::from_chars(line.data() + last + 1, line.data() + line.size(), size).ec !=
                std::errc() ||
            rest.size() < line.size() + 2 + size)
            throw report::Error(repository.string(),
                                "lacks an object: " +
                                    (result.ok() ? std::string(line) : checkout::git_words(result)),
                                "see what 'git fsck' says there");
        append_head(objects_, kind_of(line.substr(blank + 1, last - blank - 1)), size);
        append_stored(objects_, rest.substr(line.size() + 1, size));
        rest.remove_prefix(line.size() + 2 + size);
        ++count_;
    }
}

std::string Pack::bytes() const {
    std::string pack = "PACK";
    append_big_endian(pack, 2);
    append_big_endian(pack, count_);
    pack += objects_;
    hash::Digest digest(sha256_ ? hash::Algorithm::sha256 : hash::Algorithm::sha1);
    digest.update(pack);
    return pack + unhex(digest.finish());
}

} // namespace calpkg::capsule
