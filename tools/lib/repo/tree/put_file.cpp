#include "lib/repo/tree/put_file.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/repo/tree/compare_trees.hpp"

namespace calpkg::repo {

void put_file(const std::filesystem::path& published, const std::filesystem::path& tree,
              const std::filesystem::path& name, const std::string& text, std::int64_t time) {
    const std::filesystem::path file = tree / name;
    fs::write_file(file, text, 0644, fs::Flush::no);
    if (!has_same_bytes(published / name, file)) return fs::set_mode_and_time(file, 0644, time);
    std::filesystem::remove(file);
    fs::link_or_copy(published / name, file);
}

} // namespace calpkg::repo
