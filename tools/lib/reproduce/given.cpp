#include "lib/reproduce/given.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <vector>

namespace calpkg::reproduce {

namespace {

namespace stdfs = std::filesystem;

stdfs::path find_statement(const stdfs::path& path, bool directory) {
    std::vector<stdfs::path> places{path};
    if (!directory) {
        const stdfs::path beside = stdfs::absolute(path).lexically_normal().parent_path();
        places = {beside, beside.parent_path()};
    }
    for (const stdfs::path& place : places)
        if (fs::is_there(place / provenance::kFileName)) return place / provenance::kFileName;
    throw report::Error(
        path.string(),
        directory ? "has no provenance.json" : "has no provenance.json beside or above it",
        "name OUT/TARGET of a build, or the statement with --provenance FILE");
}

} // namespace

bool Given::concerns(const provenance::Build& build) const {
    return std::ranges::any_of(build.subjects, [&](const provenance::Subject& subject) {
        return packages.contains(subject.path);
    });
}

Given read_given(const stdfs::path& path, const stdfs::path& statement) {
    if (!fs::is_there(path))
        throw report::Error(path.string(), "is not there",
                            "name a package or a published directory");
    const bool directory = stdfs::is_directory(path);
    const stdfs::path file = statement.empty() ? find_statement(path, directory) : statement;
    Given given{provenance::read_statement(fs::read_file(file), file.string()), {}, file};
    for (const provenance::Build& build : given.statement.builds)
        for (const provenance::Subject& subject : build.subjects)
            if (directory)
                given.packages[subject.path] = path / subject.path;
            else if (stdfs::path(subject.path).filename() == path.filename())
                given.packages[subject.path] = path;
    if (given.packages.empty())
        throw report::Error(path.string(),
                            "is not among the packages that " + file.string() + " tells of",
                            "give the statement that was published with it with --provenance FILE");
    for (const auto& [name, package] : given.packages)
        if (!fs::is_there(package) || !repo::is_inside(name))
            throw report::Error(package.string(), "is not there, and provenance.json tells of it",
                                "see what 'cal-pkg verify' says of the directory");
    return given;
}

} // namespace calpkg::reproduce
