#include "lib/fs/walk.hpp"

#include "lib/report/error.hpp"

#include <boost/filesystem.hpp>

namespace calpkg::fs {

void walk(const std::filesystem::path& top,
          const std::function<void(const std::filesystem::path&)>& visit) {
    namespace bfs = boost::filesystem;
    std::filesystem::path directory = top; // what the next step reads
    boost::system::error_code failure;
    bfs::recursive_directory_iterator at(top.native(), failure);
    for (; !failure && at != bfs::recursive_directory_iterator(); at.increment(failure)) {
        const std::filesystem::path path = at->path().native();
        visit(path);
        boost::system::error_code gone; // then it is not a directory, and has nothing to read
        directory =
            at->symlink_status(gone).type() == bfs::directory_file ? path : path.parent_path();
    }
    if (failure) throw report::system_error(directory.string(), "read", failure.value());
}

} // namespace calpkg::fs
