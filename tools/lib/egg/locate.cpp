#include "lib/egg/locate.hpp"

#include "lib/egg/in_package.hpp"
#include "lib/egg/plain_package.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/fs/regular_file.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <sys/stat.h>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

constexpr std::uintmax_t kLead = 96; ///< bytes before an RPM's first header
constexpr const char* kDefaultProject = "calamari_web";
constexpr const char* kWhatIsMeant =
    "name an egg, an RPM that installs one, or a root such as /opt/calamari";

/// Up to `size` bytes of a file from `offset` on.
std::string bytes_at(const stdfs::path& file, std::uintmax_t offset, std::size_t size) {
    const fs::Descriptor in = fs::open_regular_file(file);
    std::string bytes(size, '\0');
    bytes.resize(fs::read_at(in.get(), bytes.data(), size, offset, file.string()));
    return bytes;
}

std::uintmax_t size_of(const stdfs::path& file) {
    const fs::Descriptor in = fs::open_regular_file(file);
    struct stat status {};
    if (fstat(in.get(), &status) != 0) throw report::system_error(file.string(), "read", errno);
    return static_cast<std::uintmax_t>(status.st_size);
}

/// Whether a file that does not begin as an RPM is meant to be one: by its name, or since the magic of a header
/// stands where the lead ends.
bool was_package(const stdfs::path& file) {
    return file.extension() == ".rpm" || bytes_at(file, kLead, 3) == "\x8e\xad\xe8";
}

/// Whether a file begins or ends as a zip: one with something before it ends so, a torn one begins so.
bool is_or_was_zip(const stdfs::path& file, std::uintmax_t size) {
    constexpr std::uintmax_t furthest =
        0xffff + 22; // from the end: a comment and the record itself
    return bytes_at(file, 0, 4) == "PK\3\4" ||
           bytes_at(file, size - std::min(size, furthest), furthest).find("PK\5\6") !=
               std::string::npos;
}

/// Throws for a file that is not an RPM and no zip, unless its name says that it was an egg: what is wrong with it
/// then is for whoever opens it.
void require_zip(const stdfs::path& file) {
    const std::string shown = file.string();
    if (file.extension() == ".egg") return;
    const std::uintmax_t size = size_of(file);
    if (size == 0) throw report::Error(shown, "is empty", kWhatIsMeant);
    if (was_package(file))
        throw report::Error(shown, "is not a sound RPM: it does not begin like one",
                            "copy or build it again");
    if (!is_or_was_zip(file, size))
        throw report::Error(shown, "is neither a zip egg nor an RPM", kWhatIsMeant);
}

/// "calamari_web" of "/…/calamari_web-0.1-py2.6.egg", '-' and '_' alike.
std::string project_of(const stdfs::path& egg) {
    const std::string file = egg.filename().string();
    return file.substr(0, std::min(file.find('-'), file.size()));
}

/// `name` is a path, a file name or a project.
bool is_named(const stdfs::path& egg, const std::string& name) {
    if (name.find('/') != std::string::npos)
        return stdfs::absolute(egg).lexically_normal() == stdfs::absolute(name).lexically_normal();
    return egg.filename() == name || is_same_project(project_of(egg), name);
}

/// Whether `name` means one of `eggs`; true without one.
bool any_named(const std::vector<stdfs::path>& eggs, const std::string& name) {
    return name.empty() || std::any_of(eggs.begin(), eggs.end(),
                                       [&](const stdfs::path& egg) { return is_named(egg, name); });
}

/// The one of `eggs` that is meant.
stdfs::path choose(const std::string& given, const std::vector<stdfs::path>& eggs,
                   const std::string& name) {
    if (eggs.empty()) throw report::Error(given, "holds no egg", kWhatIsMeant);
    std::vector<stdfs::path> chosen;
    const std::string wanted = name.empty() ? kDefaultProject : name;
    for (const stdfs::path& egg : eggs)
        if (is_named(egg, wanted)) chosen.push_back(egg);
    if (name.empty() && chosen.empty() && eggs.size() == 1) return eggs.front();
    if (chosen.size() == 1) return chosen.front();
    std::vector<std::string> names;
    for (const stdfs::path& egg : chosen.empty() ? eggs : chosen)
        names.push_back(process::shell_word(egg.string()));
    const std::string reason = chosen.empty()
                                   ? fmt::format("holds no egg '{}'", wanted)
                                   : fmt::format("holds {} eggs '{}'", chosen.size(), wanted);
    throw report::Error(given, reason,
                        fmt::format("choose with --egg {}", fmt::join(names, " or --egg ")));
}

EggLocation locate_in_package(const stdfs::path& given, const std::string& name) {
    std::shared_ptr<const rpm::OpenPackage> package = open_rpm(given);
    std::vector<stdfs::path> eggs;
    for (const std::string& egg : find_packaged(*package)) eggs.emplace_back(egg);
    if (!any_named(eggs, name))
        for (const std::string& plain : find_plain(*package))
            if (is_named(plain, name)) eggs.emplace_back(plain);
    const std::string chosen = choose(given.string(), eggs, name).string();
    return {EggLocation::Kind::packaged, given, chosen, given.string() + ": " + chosen,
            std::move(package)};
}

} // namespace

EggLocation locate(const std::filesystem::path& given, const std::string& name) {
    std::error_code error;
    const stdfs::file_status status = stdfs::status(given, error);
    if (!stdfs::exists(status))
        throw report::system_error(given.string(), "open", error ? error.value() : ENOENT);
    const EggLocation itself{EggLocation::Kind::itself, given, "", given.string(), nullptr};
    if (!stdfs::is_directory(status) && !stdfs::is_regular_file(status))
        throw report::Error(given.string(), "is not a regular file", kWhatIsMeant);
    if (!stdfs::is_directory(status)) {
        if (is_rpm(given)) return locate_in_package(given, name);
        require_zip(given);
        return itself;
    }
    if (is_directory_egg(given)) return itself;
    std::vector<stdfs::path> eggs = find_installed(given);
    if (!any_named(eggs, name))
        for (stdfs::path& plain : find_plain(given, stdfs::path(name).filename().string()))
            if (is_named(plain, name)) eggs.push_back(std::move(plain));
    const stdfs::path chosen = choose(given.string(), eggs, name);
    return {EggLocation::Kind::installed, chosen, "", chosen.string(), nullptr};
}

OpenedEgg::OpenedEgg(EggLocation location) : location_(std::move(location)) {
    if (location_.kind == EggLocation::Kind::packaged)
        packaged_.emplace(location_.package, location_.in_package);
    else
        egg_ = Egg::open(location_.path);
}

} // namespace calpkg::egg
