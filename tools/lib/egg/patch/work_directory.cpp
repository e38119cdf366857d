#include "lib/egg/patch/work_directory.hpp"

#include "lib/report/error.hpp"

namespace calpkg::egg {

namespace {

std::filesystem::path directory_of(const std::filesystem::path& egg) {
    return egg.has_parent_path() ? egg.parent_path() : ".";
}

std::string prefix_of(const std::filesystem::path& egg) {
    return "." + egg.filename().string() + ".cal-pkg-";
}

} // namespace

WorkDirectory::WorkDirectory(const std::filesystem::path& egg, const char* remedy) try
    : egg_(egg),
      directory_(directory_of(egg), prefix_of(egg)) {
} catch (const report::Error& error) {
    throw report::Error(egg.string(),
                        "cannot be replaced: " + error.subject() + ": " + error.reason(), remedy);
}

void WorkDirectory::clear(const std::filesystem::path& egg) {
    fs::TempDir::clear(directory_of(egg), prefix_of(egg));
}

report::Error WorkDirectory::told(const report::Error& error) const {
    if (!error.subject().starts_with(path().string())) return error;
    return {
        egg_.string(), "cannot be replaced: " + error.reason(),
        error.remedy().empty() ? "nothing was changed" : "nothing was changed; " + error.remedy()};
}

} // namespace calpkg::egg
