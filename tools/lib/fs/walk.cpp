#include "lib/fs/walk.hpp"

#include "lib/report/error.hpp"

#include <system_error>
#include <vector>

namespace calpkg::fs {

void walk(const std::filesystem::path& top,
          const std::function<void(const std::filesystem::path&)>& visit) {
    // A list of what is still to read, not recursion: depth is the checkout's choice.
    std::vector<std::filesystem::path> directories{top};
    while (!directories.empty()) {
        const std::filesystem::path directory = directories.back();
        directories.pop_back();
        std::error_code failure;
        for (std::filesystem::directory_iterator it(directory, failure), end; !failure && it != end;
             it.increment(failure)) {
            visit(it->path());
            std::error_code gone; // what the entry knows from readdir() costs no look at the file
            if (!it->is_symlink(gone) && it->is_directory(gone)) directories.push_back(it->path());
        }
        if (failure) throw report::system_error(directory.string(), "read", failure.value());
    }
}

} // namespace calpkg::fs
