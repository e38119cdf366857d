#include "lib/compare/made_header.hpp"

#include "lib/rpm/format/tags.hpp"

#include <map>

namespace calpkg::compare {

rpm::RawHeader header_of(const std::vector<std::string>& paths) {
    namespace tag = rpm::tag;
    using rpm::TagType;
    constexpr std::uint32_t user = 1039, group = 1040;
    std::vector<std::string> names, directories;
    std::vector<std::uint64_t> indexes;
    std::map<std::string, std::uint64_t> known;
    for (const std::string& path : paths) {
        const std::size_t slash = path.rfind('/');
        const auto [at, is_new] = known.emplace(path.substr(0, slash + 1), directories.size());
        if (is_new) directories.push_back(at->first);
        names.push_back(path.substr(slash + 1));
        indexes.push_back(at->second);
    }
    rpm::RawHeader header;
    const std::vector<std::uint64_t> zeros(paths.size(), 0);
    const std::vector<std::string> nothing(paths.size());
    header.put_numbers(tag::long_file_size, TagType::int64, zeros);
    header.put_numbers(tag::file_mode, TagType::int16, zeros);
    for (const std::uint32_t number : {tag::file_mtime, tag::file_flags})
        header.put_numbers(number, TagType::int32, zeros);
    for (const std::uint32_t texts : {tag::file_digest, tag::file_link, user, group})
        header.put_strings(texts, TagType::string_array, nothing);
    header.put_numbers(tag::dir_index, TagType::int32, indexes);
    header.put_strings(tag::base_name, TagType::string_array, names);
    header.put_strings(tag::dir_name, TagType::string_array, directories);
    return header;
}

} // namespace calpkg::compare
