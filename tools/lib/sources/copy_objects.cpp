#include "lib/sources/copy_objects.hpp"

#include "lib/checkout/run_git.hpp"
#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/transfer_failure.hpp"

#include <string>

namespace calpkg::sources {

namespace {

namespace stdfs = std::filesystem;

stdfs::path objects_of(const stdfs::path& repository) {
    const process::Result result =
        checkout::run_git(repository, {"rev-parse", "--git-path", "objects"});
    if (!result.ok()) throw transfer_failure(repository.string(), result);
    return repository / result.out.substr(0, result.out.find('\n'));
}

} // namespace

void copy_objects(const stdfs::path& from, const stdfs::path& to) {
    const stdfs::path source = objects_of(from), destination = objects_of(to);
    std::error_code failure;
    for (stdfs::recursive_directory_iterator at(source, failure), end; !failure && at != end;
         at.increment(failure)) {
        process::check_interrupt();
        const stdfs::path name = at->path().lexically_relative(source);
        // No links, which could lead anywhere, and nothing that says where else objects are.
        if (*name.begin() == "info" || !stdfs::is_regular_file(at->symlink_status())) continue;
        fs::make_directories((destination / name).parent_path());
        stdfs::copy_file(at->path(), destination / name, stdfs::copy_options::skip_existing,
                         failure);
        if (failure)
            throw report::system_error((destination / name).string(), "write", failure.value());
    }
    if (failure) throw report::system_error(source.string(), "read", failure.value());
}

} // namespace calpkg::sources
