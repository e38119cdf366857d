#include "lib/fs/report_file.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace calpkg::fs {

namespace {

namespace stdfs = std::filesystem;
using Status = struct stat;

constexpr const char* kElsewhere = "write the report to another file";

/// What `path` leads to, if that is there.
std::optional<Status> target_of(const stdfs::path& path) {
    Status status{};
    if (stat(path.c_str(), &status) != 0) return std::nullopt;
    return status;
}

bool is_same(const Status& one, const Status& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/// Whether `status` is of the file that this process prints to, such as that of /dev/stdout.
bool is_output(const Status& status) {
    Status output{};
    return fstat(STDOUT_FILENO, &output) == 0 && is_same(status, output);
}

bool is_written_to(const Status& status) {
    return S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode) || is_output(status);
}

/// The name without links under which the report comes to lie.
stdfs::path place_of(const stdfs::path& path) {
    std::error_code failure;
    const stdfs::path directory = path.parent_path().empty() ? "." : path.parent_path();
    const stdfs::path place = target_of(path)
                                  ? stdfs::canonical(path, failure)
                                  : stdfs::canonical(directory, failure) / path.filename();
    if (failure) throw report::system_error(path.string(), "create", failure.value());
    return place;
}

bool is_below(const stdfs::path& place, const Status& directory) {
    for (stdfs::path above = place.parent_path();; above = above.parent_path()) {
        const std::optional<Status> status = target_of(above);
        if (status && is_same(*status, directory)) return true;
        if (above == above.root_path()) return false;
    }
}

/// Whether anything below `directory` is, or leads to, the file that has `status`.
bool holds(const stdfs::path& directory, const Status& status) {
    bool found = false;
    try {
        walk(directory, [&](const stdfs::path& path) {
            const std::optional<Status> one = target_of(path);
            found = found || (one && is_same(*one, status));
        });
    } catch (const report::Error&) {
        // What cannot be read is told by those who look into it.
    }
    return found;
}

void check_kind(const stdfs::path& path, const std::optional<Status>& status) {
    if (!status && is_there(path))
        throw report::Error(path.string(), "is a link to a file that is not there", kElsewhere);
    if (!status || S_ISREG(status->st_mode) || is_written_to(*status)) return;
    throw report::Error(path.string(),
                        S_ISDIR(status->st_mode) ? "is a directory" : "is not a regular file",
                        kElsewhere);
}

void check_input(const stdfs::path& report, const std::optional<Status>& status,
                 const stdfs::path& input) {
    const std::optional<Status> given = target_of(input);
    if (!given || (status && is_written_to(*status))) return;
    if (status && is_same(*status, *given))
        throw report::Error(report.string(),
                            "is read by this run, and a report would take its place", kElsewhere);
    // Everything lies below the root of the file system, whose packages may be compared, too.
    if (!S_ISDIR(given->st_mode) || is_same(*given, *target_of("/"))) return;
    if (is_below(place_of(report), *given) || (status && holds(input, *status)))
        throw report::Error(report.string(), "belongs to '" + input.string() + "', which is read",
                            "write the report to a file outside of it");
}

} // namespace

void check_report_files(const std::vector<stdfs::path>& reports,
                        const std::vector<stdfs::path>& inputs) {
    std::vector<stdfs::path> places;
    std::vector<Status> there;
    for (const stdfs::path& report : reports) {
        if (report.empty()) continue;
        const std::optional<Status> status = target_of(report);
        check_kind(report, status);
        for (const stdfs::path& input : inputs) check_input(report, status, input);
        bool twice = false;
        for (const Status& other : there) twice = twice || (status && is_same(*status, other));
        const stdfs::path place = status ? stdfs::path() : place_of(report);
        for (const stdfs::path& other : places) twice = twice || (!status && place == other);
        if (twice)
            throw report::Error(report.string(), "is to be two reports at once",
                                "give each report a file of its own");
        if (status)
            there.push_back(*status);
        else
            places.push_back(place);
    }
}

void write_report(const stdfs::path& path, std::string_view content) {
    const std::optional<Status> status = target_of(path);
    check_kind(path, status);
    if (!status || !is_written_to(*status)) return write_file(place_of(path), content);
    if (is_output(*status)) return write_all(STDOUT_FILENO, content, path.string());
    write_all(open_existing(path, O_WRONLY | O_NOCTTY).get(), content, path.string());
}

} // namespace calpkg::fs
