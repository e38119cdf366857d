#include "lib/doctor/site_egg.hpp"

#include <utility>
#include <vector>

namespace calpkg::doctor {

namespace {

using Files = std::vector<std::pair<egg::Member, std::string>>;

bool is_pythons(const std::string& name) {
    return name.ends_with(".py") || name.ends_with(".pyc") || name.ends_with(".pyo");
}

/// Adds the file, directory or link at `path` as `name`; a link has the content of what it leads to.
void add(const Site& site, const std::string& path, const std::string& name, Contents contents,
         Files& files) {
    const auto status = site.status(path), entry = site.entry_status(path);
    if (!status || !entry || !(S_ISREG(status->st_mode) || S_ISDIR(status->st_mode))) return;
    egg::Member member;
    member.name = name;
    member.directory = S_ISDIR(status->st_mode);
    if (member.directory) member.name += '/';
    if (!member.directory)
        member.size = member.compressed_size = static_cast<std::uint64_t>(status->st_size);
    member.mtime = status->st_mtime;
    member.mode = status->st_mode & 07777U;
    // A link out of an egg is a fault of the egg's, whatever it leads to.
    if (contents == Contents::all) member.link = site.link(path);
    const bool read = !member.directory && (contents == Contents::all || is_pythons(name));
    files.emplace_back(std::move(member), read ? site.read(path).value_or("") : std::string());
}

} // namespace

std::unique_ptr<egg::Egg> open_egg(const Site& site, const PythonDirectory& directory,
                                   const std::string& name, Contents contents) {
    const std::string top = directory.path + "/" + name;
    const bool is_egg = name.ends_with(".egg");
    if (!site.is_directory(top)) {
        const auto bytes = is_egg ? site.read(top) : std::nullopt;
        return bytes ? egg::Egg::open_bytes(*bytes, name) : nullptr;
    }
    if (!is_egg && !site.has(top + "/__init__.py") && !site.has(top + "/__init__.pyc"))
        return nullptr;
    Files files;
    site.walk(top, [&](const std::string& path, const struct stat&) {
        add(site, path, path.substr(is_egg ? top.size() + 1 : directory.path.size() + 1), contents,
            files);
    });
    return is_egg ? egg::Egg::open_files(std::move(files), name)
                  : egg::Egg::open_plain(std::move(files), name, directory.python);
}

std::unique_ptr<egg::Egg> open_modules(const Site& site, const PythonDirectory& directory) {
    Files files;
    for (const std::string& name : site.names(directory.path))
        if (is_pythons(name)) add(site, directory.path + "/" + name, name, Contents::python, files);
    return egg::Egg::open_files(std::move(files), "site-packages-py" + directory.python + ".egg");
}

} // namespace calpkg::doctor
