#include "lib/sources/copy_objects.hpp"

#include "lib/checkout/run_git.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/transfer_failure.hpp"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace calpkg::sources {

namespace {

namespace stdfs = std::filesystem;

stdfs::path objects_of(const stdfs::path& repository) {
    const process::Result result =
        checkout::run_git(repository, {"rev-parse", "--git-path", "objects"});
    if (!result.ok()) throw transfer_failure(repository.string(), result);
    return repository / result.out.substr(0, result.out.find('\n'));
}

/// All but links, which could lead anywhere, and what says where else objects are. Packs come before what
/// tells git that they are there.
std::vector<stdfs::path> names_in(const stdfs::path& objects) {
    std::vector<stdfs::path> names;
    std::error_code failure;
    for (stdfs::recursive_directory_iterator at(objects, failure), end; !failure && at != end;
         at.increment(failure)) {
        stdfs::path name = at->path().lexically_relative(objects);
        if (*name.begin() != "info" && stdfs::is_regular_file(at->symlink_status()))
            names.push_back(std::move(name));
    }
    if (failure) throw report::system_error(objects.string(), "read", failure.value());
    std::ranges::partition(names,
                           [](const stdfs::path& name) { return name.extension() == ".pack"; });
    return names;
}

/// Under a name that git takes for a leaving until it is complete: what has its own stays.
void copy_complete(const stdfs::path& from, const stdfs::path& to) {
    if (fs::is_there(to)) return;
    fs::make_directories(to.parent_path());
    const stdfs::path part = to.parent_path() / ("tmp_" + to.filename().string());
    std::error_code failure;
    stdfs::remove(part, failure);
    if (!failure) stdfs::copy_file(from, part, failure);
    if (!failure) stdfs::rename(part, to, failure);
    if (failure) throw report::system_error(to.string(), "write", failure.value());
}

} // namespace

void copy_objects(const stdfs::path& from, const stdfs::path& to) {
    const stdfs::path source = objects_of(from), destination = objects_of(to);
    for (const stdfs::path& name : names_in(source)) {
        process::check_interrupt();
        copy_complete(source / name, destination / name);
    }
}

} // namespace calpkg::sources
