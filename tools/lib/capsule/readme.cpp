#include "lib/capsule/readme.hpp"

#include "lib/capsule/libraries.hpp"

#include <gnu/libc-version.h>

#include <fmt/format.h>

namespace calpkg::capsule {

namespace {

struct Place {
    const char* path;
    const char* what;
};

constexpr Place kPlaces[] = {
    {kPublished, "the packages as they were published, manifest.json and provenance.json"},
    {kCheckouts, "the commits that they were made from, a git pack a repository, and its tags"},
    {kVenv, "the virtualenv"},
    {kLock, "the lock that it is built from"},
    {kWheelhouse, "the archives that it is built from"},
    {kWebApps, "the web apps"},
    {"program/", "cal-pkg with its layouts, targets and specs"},
    {kSite, "layouts, targets and specs of the site"},
};

} // namespace

std::string readme(const reproduce::Given& given, const Contents& contents,
                   const std::string& version) {
    const bool to_build = contents.has_any_below(kLock) && !contents.has_any_below(kVenv);
    std::string text = fmt::format(
        "This capsule holds packages for {} and all that they were made from. Without network,\n\n"
        "    cal-pkg reproduce FILE{}\n\n"
        "where FILE is the capsule as it is, makes them again and tells whether they are the "
        "same.\n"
        "cal-pkg {} made them. Where it is not installed, unpack the capsule with tar and run\n"
        "program/bin/cal-pkg of it. That is a program: run it if you trust whoever gave it to "
        "you.\n\n",
        given.statement.target, to_build ? " --venv build" : "", version);
    for (const auto& [package, file] : given.packages) text += "    " + package + "\n";
    text += "\nWhat is where:\n\n";
    for (const Place& place : kPlaces)
        if (contents.has_any_below(place.path))
            text += fmt::format("    {:13}{}\n", place.path, place.what);
    text += fmt::format("    {:13}SHA-256 of every file\n\n", kIndex);
    text += "The program needs, of the system: git, rpmbuild";
    for (const provenance::Build& build : given.statement.builds)
        if (given.concerns(build) && !build.rpmbuild.empty()) {
            text += fmt::format(" (it was {})", build.rpmbuild);
            break;
        }
    text += fmt::format(", createrepo_c, and these shared libraries. On the system that packed it "
                        "they were (GNU C library {}):\n\n",
                        gnu_get_libc_version());
    for (const std::string& library : loaded_libraries()) text += "    " + library + "\n";
    return text;
}

} // namespace calpkg::capsule
