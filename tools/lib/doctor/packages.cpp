#include "lib/doctor/packages.hpp"

#include "lib/fs/temp_dir.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace calpkg::doctor {

namespace {

namespace stdfs = std::filesystem;

// Each tag's name is one that rpm 4.8 knows. An array's single values take "=".
constexpr const char* kPackageFormat = "%{NAME}\\t%{VERSION}\\t%{RELEASE}\\n";
constexpr const char* kFileFormat =
    "[%{=NAME}\\t%{=FILEDIGESTALGO}\\t%{FILEMODES}\\t%{FILEFLAGS}\\t%{FILEVERIFYFLAGS}\\t"
    "%{FILESTATES}\\t%{FILEMD5S}\\t%{FILELINKTOS}\\t%{FILENAMES}\\n]";
constexpr std::size_t kFileFields = 9;

/// Patterns for `rpm -qa`: what is Calamari's, and what it runs with.
const std::vector<std::string> kOwn{"calamari-*", "diamond"};
const std::vector<std::string> kNeeded{"supervisor", "salt-master", "salt-minion"};

/// Where rpm keeps its database, and the file that says so.
constexpr const char* kDirectories[] = {"/var/lib/rpm", "/usr/lib/sysimage/rpm"};
constexpr const char* kDatabases[] = {"rpmdb.sqlite", "Packages", "Packages.db"};

/// The site's path of the database; "" when there is none.
std::string database_of(const Site& site) {
    for (const char* directory : kDirectories)
        for (const char* name : kDatabases)
            if (const std::string path = directory; site.has(path + "/" + name)) return path;
    return {};
}

void copy_database(const Site& site, const std::string& from, const stdfs::path& to) {
    for (const std::string& name : site.names(from)) {
        const auto status = site.entry_status(from + "/" + name);
        if (!status || !S_ISREG(status->st_mode) || name.starts_with("__db.") ||
            name.ends_with(".lock"))
            continue;
        fs::copy_content(*site.real(from + "/" + name), to / name);
    }
}

template <class Number>
Number number(const std::string& text, Number otherwise) {
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
    return otherwise;
}

/// `rpm -qa` of the packages that `patterns` name. Throws report::Error.
std::string ask(const std::vector<std::string>& options, const char* format,
                const std::vector<std::string>& patterns) {
    std::vector<std::string> argv{"rpm"};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.insert(argv.end(), {"-qa", "--queryformat", format});
    argv.insert(argv.end(), patterns.begin(), patterns.end());
    process::Result result = process::run({argv, {}, process::plain_environment(), {}});
    if (!result.ok())
        throw report::Error("rpm", "ended with " + result.ending() + ": " + result.err);
    return std::move(result.out);
}

} // namespace

const Installed* Packages::find(const std::string& name) const {
    const auto found = std::ranges::find(installed, name, &Installed::name);
    return found == installed.end() ? nullptr : &*found;
}

std::vector<Installed> parse_packages(std::string_view text) {
    std::vector<Installed> packages;
    for (const std::string& line : report::lines_of(text))
        if (auto fields = report::split(line, '\t'); fields.size() == 3)
            packages.push_back({fields[0], fields[1], fields[2]});
    std::ranges::sort(packages, {},
                      [](const Installed& p) { return std::tie(p.name, p.version, p.release); });
    return packages;
}

std::vector<InstalledFile> parse_files(std::string_view text) {
    std::vector<InstalledFile> files;
    for (const std::string& line : report::lines_of(text)) {
        const auto fields = report::split(line, '\t');
        // State 0 is a file that was installed and is still this package's.
        if (fields.size() != kFileFields || fields[5] != "0") continue;
        files.push_back({fields[0], number(fields[1], 1), number(fields[2], 0U) & 0xffffU,
                         number(fields[3], 0U), number(fields[4], 0U), fields[6], fields[7],
                         fields[8]});
    }
    return files;
}

Packages read_packages(const Site& site) {
    Packages packages;
    const std::string database = database_of(site);
    if (database.empty()) {
        packages.unread = "the database of packages is missing";
        return packages;
    }
    try {
        process::require_program("rpm");
        std::vector<std::string> patterns = kOwn;
        std::optional<fs::TempDir> copy;
        if (!site.is_running()) {
            copy.emplace(fs::system_temp_directory(), "cal-pkg-doctor.");
            copy_database(site, database, copy->path());
        }
        // Debian's rpm would look in the user's home, and make an empty one there.
        const std::vector<std::string> options{"--dbpath", copy ? copy->path().string() : database};
        packages.files = parse_files(ask(options, kFileFormat, kOwn));
        patterns.insert(patterns.end(), kNeeded.begin(), kNeeded.end());
        packages.installed = parse_packages(ask(options, kPackageFormat, patterns));
    } catch (const report::Error& error) {
        packages.unread = error.what();
    }
    return packages;
}

} // namespace calpkg::doctor
