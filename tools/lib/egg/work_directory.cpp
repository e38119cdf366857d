#include "lib/egg/work_directory.hpp"

#include "lib/report/error.hpp"

namespace calpkg::egg {

namespace {

std::filesystem::path directory_of(const std::filesystem::path& egg) {
    return egg.has_parent_path() ? egg.parent_path() : ".";
}

} // namespace

WorkDirectory::WorkDirectory(const std::filesystem::path& egg) try
    : directory_(directory_of(egg), "." + egg.filename().string() + ".cal-pkg-") {
} catch (const report::Error& error) {
    throw report::Error(report::quoted_for_message(egg.string()),
                        "cannot be replaced: " + error.subject() + ": " + error.reason(),
                        "run as the directory's owner, or write elsewhere with --output");
}

} // namespace calpkg::egg
