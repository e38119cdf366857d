#include "lib/egg/egg.hpp"

#include "lib/egg/directory_egg.hpp"
#include "lib/egg/plain_package.hpp"
#include "lib/egg/zip_egg.hpp"
#include "lib/fs/file.hpp"

#include <cctype>
#include <cerrno>
#include <sys/stat.h>

namespace calpkg::egg {

namespace {

constexpr std::uintmax_t kLargestEgg = 256U << 20;

/// "2.6" of "…2.6.egg" from `begin` on.
std::string version_at(const std::string& text, std::size_t begin) {
    std::size_t end = begin;
    while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) != 0 ||
                                 (text[end] == '.' && end + 1 < text.size() &&
                                  std::isdigit(static_cast<unsigned char>(text[end + 1])) != 0)))
        ++end;
    return text.substr(begin, end - begin);
}

/// Absolute, without the slash that a shell's completion leaves behind a directory.
std::filesystem::path plain(const std::filesystem::path& given) {
    const std::filesystem::path path = std::filesystem::absolute(given).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

} // namespace

std::unique_ptr<Egg> Egg::open(const std::filesystem::path& given) {
    const std::filesystem::path path = plain(given);
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) throw report::system_error(given.string(), "open", errno);
    const std::string shown = given.string();
    if (S_ISDIR(status.st_mode)) {
        if (!is_directory_egg(path))
            throw report::Error(shown, "is a directory, but not an egg",
                                "name an egg, which ends in .egg or has an EGG-INFO, or a package, "
                                "which has an __init__.py");
        return std::make_unique<DirectoryEgg>(path);
    }
    if (!S_ISREG(status.st_mode))
        throw report::Error(shown, "is not a regular file", "name a zip egg or a directory egg");
    return open_bytes(fs::read_file(path, kLargestEgg), path.filename().string());
}

std::unique_ptr<Egg> Egg::open_bytes(std::string bytes, const std::string& name) {
    return std::make_unique<ZipEgg>(std::move(bytes), name);
}

std::unique_ptr<Egg> Egg::open_files(std::vector<std::pair<Member, std::string>> files,
                                     const std::string& name) {
    return std::make_unique<FilesEgg>(std::move(files), name);
}

std::unique_ptr<Egg> Egg::open_plain(std::vector<std::pair<Member, std::string>> files,
                                     const std::string& package, const std::string& python) {
    return std::make_unique<FilesEgg>(std::move(files), package, python);
}

const Member* Egg::find(const std::string& member) const {
    const std::vector<Member>& all = members();
    for (std::size_t i = all.size(); i-- > 0;)
        if (all[i].name == member) return &all[i];
    return nullptr;
}

std::string Egg::read(const std::string& member, std::uint64_t limit) const {
    const Member* found = find(member);
    if (found == nullptr)
        throw report::Error(name(), "has no member " + member,
                            "'cal-pkg egg list' shows what is in it");
    if (found->directory)
        throw report::Error(name() + ": " + member, "is a directory", "name a file in it");
    return read_at(static_cast<std::size_t>(found - members().data()), limit);
}

std::string Egg::python() const { return python_of(name()); }

std::string name_of(const std::filesystem::path& path) { return plain(path).filename().string(); }

std::string python_of(const std::string& path) {
    const std::string file = path.substr(path.rfind('/') + 1); // 0 without a slash
    const std::size_t at = file.rfind("-py");
    if (at != std::string::npos) return version_at(file, at + 3);
    const std::size_t python = file.ends_with(".egg") ? std::string::npos : path.rfind("/python");
    return python == std::string::npos ? std::string() : version_at(path, python + 7);
}

} // namespace calpkg::egg
