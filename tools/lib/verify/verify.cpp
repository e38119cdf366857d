#include "lib/verify/verify.hpp"

#include "lib/fs/status.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/process/run.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/library.hpp"
#include "lib/sources/origin.hpp"
#include "lib/verify/download.hpp"

#include <algorithm>
#include <system_error>

namespace calpkg::verify {

namespace {

namespace stdfs = std::filesystem;

/// "repodata" alone is what somebody else's createrepo_c leaves.
bool is_repository(const stdfs::path& directory) {
    return fs::is_there(directory / repo::kManifestName) || fs::is_there(directory / repo::kIndex);
}

std::vector<stdfs::path> repositories_in(const stdfs::path& directory) {
    std::vector<stdfs::path> found;
    std::error_code failure;
    for (stdfs::directory_iterator it(directory, failure), end; !failure && it != end;
         it.increment(failure))
        if (it->path().filename().string().front() != '.' && is_repository(it->path()))
            found.push_back(it->path());
    if (failure) throw report::system_error(directory.string(), "read", failure.value());
    std::ranges::sort(found);
    return found;
}

std::vector<Verified> verify_local(const stdfs::path& path, const std::string& shown,
                                   const Rules& rules) {
    std::error_code failure;
    const stdfs::file_status status = stdfs::status(path, failure);
    if (status.type() == stdfs::file_type::not_found || failure)
        throw report::system_error(shown, "read", failure ? failure.value() : ENOENT);
    if (!stdfs::is_directory(status)) return {verify_package(path, shown, rules)};
    if (is_repository(path)) return {verify_repository(path, shown, rules)};
    const std::vector<stdfs::path> targets = repositories_in(path);
    if (targets.empty())
        throw report::Error(shown, "holds no published directory",
                            "name a package, or the directory --out of a build");
    std::vector<Verified> all;
    for (const stdfs::path& target : targets)
        all.push_back(verify_repository(target, shown + "/" + target.filename().string(), rules));
    return all;
}

Verified verify_address(const std::string& address, const Rules& rules) {
    const std::string shown = sources::without_passwords(address);
    const fs::TempDir scratch(fs::system_temp_directory(), "cal-pkg-verify-");
    const stdfs::path top = scratch.path() / "fetched";
    stdfs::create_directory(top);
    if (!address.substr(0, address.find_first_of("?#")).ends_with(".rpm")) {
        download_repository(address, top);
        return verify_repository(top, shown, rules);
    }
    for (const char* program : {"curl", "prlimit"}) process::require_program(program);
    if (!download(address, top / "package.rpm", kLargestPackage))
        throw report::Error(shown, "is not there", "check the address");
    return verify_package(top / "package.rpm", shown, rules);
}

} // namespace

std::vector<Verified> verify(const std::string& path, const Rules& rules) {
    { const rpm::Session usable; } // else each package would be called damaged
    std::string name = path;
    while (name.size() > 1 && name.ends_with('/')) name.pop_back();
    if (!is_address(name)) {
        if (name.find("://") != std::string::npos && !fs::is_there(name))
            throw report::Error(name, "is not an address that is fetched",
                                "give one that begins with https://, http:// or file://");
        return verify_local(name, name, rules);
    }
    const stdfs::path local = path_of_address(name);
    if (!local.empty()) return verify_local(local, name, rules);
    return {verify_address(name, rules)};
}

} // namespace calpkg::verify
