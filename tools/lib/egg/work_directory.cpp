#include "lib/egg/work_directory.hpp"

#include "lib/report/error.hpp"

namespace calpkg::egg {

namespace {

std::filesystem::path directory_of(const std::filesystem::path& egg) {
    return egg.has_parent_path() ? egg.parent_path() : ".";
}

} // namespace

WorkDirectory::WorkDirectory(const std::filesystem::path& egg) try
    : egg_(egg),
      directory_(directory_of(egg), "." + egg.filename().string() + ".cal-pkg-") {
} catch (const report::Error& error) {
    throw report::Error(report::quoted_for_message(egg.string()),
                        "cannot be replaced: " + error.subject() + ": " + error.reason(),
                        "run as the directory's owner, or write elsewhere with --output");
}

report::Error WorkDirectory::told(const report::Error& error) const {
    if (!error.subject().starts_with(report::quoted_for_message(path().string()))) return error;
    return {report::quoted_for_message(egg_.string()), "cannot be replaced: " + error.reason(),
            error.remedy().empty() ? "nothing was changed" : error.remedy()};
}

} // namespace calpkg::egg
