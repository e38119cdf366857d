#include "lib/egg/make/build_egg.hpp"

#include "lib/egg/make/console_scripts.hpp"
#include "lib/egg/make/egg_info.hpp"
#include "lib/egg/make/find_packages.hpp"
#include "lib/egg/make/sources_txt.hpp"
#include "lib/egg/make/zip_safety.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/edits.hpp"
#include "lib/zip/dos_time.hpp"
#include "lib/zip/stored_zip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace calpkg::egg {

namespace {

/// The order of setuptools' zip: a directory's files, then its directories, each sorted.
bool before(const EggFile& a, const EggFile& b) {
    std::size_t at = 0;
    while (true) {
        const std::size_t end_a = a.member.find('/', at);
        const std::size_t end_b = b.member.find('/', at);
        if ((end_a == std::string::npos) != (end_b == std::string::npos))
            return end_a == std::string::npos;
        const int order = a.member.compare(at, end_a - at, b.member, at, end_b - at);
        if (order != 0 || end_a == std::string::npos) return order < 0;
        at = end_a + 1;
    }
}

std::string module_name(std::string member) {
    member.resize(member.size() - 3);
    std::replace(member.begin(), member.end(), '/', '.');
    return member;
}

class Builder {
public:
    Builder(const PackageSources& sources, const EggOptions& options)
        : sources_(sources),
          options_(options),
          setup_(read_package_setup(sources, options.overrides, options.python)) {}

    BuiltEgg run() {
        egg_.name =
            fmt::format("{}-{}-py{}.egg", setup_.file_name(), setup_.version, options_.python);
        egg_.console_scripts = console_scripts(setup_);
        for (const PackageFile& file : package_modules(sources_, setup_)) add(file);
        const bool safe = decide_safety();
        egg_.zip = options_.zip.value_or(safe);

        std::map<std::string, std::string> metadata = metadata_files(setup_);
        std::vector<std::string> names{"SOURCES.txt"};
        for (const auto& [name, content] : metadata) names.push_back(name);
        const std::set<std::string> paths = source_paths(sources_, setup_, names);
        metadata["SOURCES.txt"] = sources_text(paths);
        metadata[safety_file(safe)] = "\n";

        for (const PackageFile& file : package_data(sources_, setup_, paths)) add(file);
        for (const std::string& script : setup_.scripts) add_script(script);
        for (const auto& [name, content] : metadata) add_text("EGG-INFO/" + name, content, 0644);
        std::sort(egg_.files.begin(), egg_.files.end(), before);
        return std::move(egg_);
    }

private:
    void add(const PackageFile& file) {
        egg_.files.push_back({file.member, sources_.read(file.source), 0644});
    }

    void add_text(const std::string& member, std::string content, unsigned mode) {
        egg_.files.push_back({member, std::move(content), mode});
    }

    /// setup.py's own word, else what its modules do.
    bool decide_safety() {
        if (setup_.zip_safe) return *setup_.zip_safe;
        for (const EggFile& file : egg_.files) {
            const auto hazards = zip_hazards(file.content, module_name(file.member));
            egg_.hazards.insert(egg_.hazards.end(), hazards.begin(), hazards.end());
        }
        return egg_.hazards.empty();
    }

    void add_script(const std::string& path) {
        const std::string interpreter = options_.interpreter.empty()
                                            ? "/usr/bin/python" + options_.python
                                            : options_.interpreter;
        add_text("EGG-INFO/scripts/" + path.substr(path.rfind('/') + 1),
                 stage::apply({interpreter, {}, {}}, sources_.read(path)), 0755);
    }

    const PackageSources& sources_;
    const EggOptions& options_;
    PackageSetup setup_;
    BuiltEgg egg_;
};

/// The time of a file in an egg. A zip cannot say what is before 1980: as many times as there are for other commits
/// begin then, after the commit.
std::int64_t time_in_zip(const EggFile& file, std::int64_t epoch) {
    constexpr std::int64_t first_commit = zip::kFirstDosSecond + 2 * (hash::kContentTimes + 1);
    return hash::content_time(std::max(epoch, first_commit), hash::sha256(file.content));
}

/// Writes the files of a directory egg below `top`, which is there.
void write_tree(const BuiltEgg& egg, const std::filesystem::path& top, std::int64_t epoch) {
    std::vector<std::filesystem::path> directories{top};
    for (const EggFile& file : egg.files) {
        const std::filesystem::path path = top / file.member;
        for (auto parent = path.parent_path(); parent != top; parent = parent.parent_path())
            directories.push_back(parent);
        fs::make_directories(path.parent_path());
        fs::write_file(path, file.content, file.mode);
        fs::set_time(path, hash::content_time(epoch, hash::sha256(file.content)));
    }
    for (const std::filesystem::path& directory : directories) {
        fs::set_mode_and_time(directory, 0755, epoch);
    }
}

void rename_to(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (rename(from.c_str(), to.c_str()) != 0)
        throw report::system_error(to.string(), "write", errno);
}

} // namespace

BuiltEgg build_egg(const PackageSources& sources, const EggOptions& options) {
    return Builder(sources, options).run();
}

std::string zip_bytes(const BuiltEgg& egg, std::int64_t epoch) {
    zip::StoredZip zip;
    for (const EggFile& file : egg.files)
        zip.add(file.member, file.content, file.mode, time_in_zip(file, epoch));
    return zip.finish();
}

std::filesystem::path write_egg(const BuiltEgg& egg, const std::filesystem::path& out,
                                std::int64_t epoch) {
    fs::make_directories(out);
    const std::filesystem::path destination = out / egg.name;
    const fs::TempDir work(out, ".egg-");
    const std::filesystem::path fresh = work.path() / "new";
    try {
        if (egg.zip) {
            const std::string bytes = zip_bytes(egg, epoch);
            fs::write_file(fresh, bytes);
            fs::set_time(fresh, hash::content_time(epoch, hash::sha256(bytes)));
        } else {
            fs::make_directories(fresh);
            write_tree(egg, fresh, epoch);
        }
    } catch (const report::Error& error) {
        throw report::told_of(destination.string(), error, fresh.string());
    }
    const bool occupied = std::filesystem::exists(std::filesystem::symlink_status(destination));
    const bool plain = egg.zip && !std::filesystem::is_directory(destination);
    if (occupied && !plain) rename_to(destination, work.path() / "old");
    rename_to(fresh, destination);
    return destination;
}

} // namespace calpkg::egg
