#include "lib/repo/repodata.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/process/run.hpp"
#include "lib/repo/metadata/metadata_file.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <optional>
#include <string>
#include <unistd.h>

namespace calpkg::repo {

namespace {

constexpr const char* kProgram = "createrepo_c";

void require_package(const std::filesystem::path& directory, const std::filesystem::path& package) {
    const std::filesystem::path normal = package.lexically_normal();
    if (normal.empty() || normal.is_absolute() || *normal.begin() == "..")
        throw report::Error(package.string(), "is not below the repository's directory");
    if (package.string().find('\n') != std::string::npos)
        throw report::Error(package.string(), "has a line feed in its name", "rename it");
    const std::filesystem::path file = directory / package;
    if (access(file.c_str(), R_OK) != 0) throw report::system_error(file.string(), "read", errno);
}

/// createrepo_c would walk the directory, where source packages are, too, if it had no list.
std::string list_of(const std::filesystem::path& directory,
                    const std::vector<std::filesystem::path>& packages) {
    std::string list;
    for (const std::filesystem::path& package : packages) {
        require_package(directory, package);
        list += package.generic_string() + '\n';
    }
    return list;
}

/// What createrepo_c decides by itself differs between its versions (1.0 compresses with zstd), so
/// everything is said. One worker reads packages in their order, and fails at the same one each time.
process::Command command_for(const std::filesystem::path& directory,
                             const std::filesystem::path& list, const std::filesystem::path& output,
                             std::int64_t epoch) {
    process::Command command;
    command.argv = {kProgram,
                    "--no-database",
                    "--general-compress-type=gz",
                    "--checksum=sha256",
                    "--unique-md-filenames",
                    "--changelog-limit=10",
                    "--revision=" + std::to_string(epoch),
                    "--set-timestamp-to-revision",
                    "--workers=1",
                    "--error-exit-val",
                    "--pkglist=" + list.string(),
                    "--outputdir=" + output.string(),
                    directory.string()};
    command.env = process::plain_environment();
    return command;
}

/// What follows `before` in one of `lines`; nothing when none has it.
std::optional<std::string> text_after(const std::vector<std::string>& lines,
                                      const std::string& before) {
    for (const std::string& line : lines)
        if (const std::size_t at = line.find(before); at != std::string::npos)
            return line.substr(at + before.size());
    return std::nullopt;
}

/// createrepo_c warns of a package that it cannot read, and goes on; librpm's words stand before that.
report::Error failure_of(const process::Result& result, const std::filesystem::path& directory) {
    const std::vector<std::string> lines = report::lines_of(result.err);
    if (const auto refused = text_after(lines, "Cannot read package: ")) {
        const std::string file = refused->substr(0, refused->find(": ", directory.string().size()));
        std::string reason = text_after({*refused}, file + ": ").value_or("unknown reason");
        if (const auto words = text_after(lines, "error: " + file + ": ")) reason = *words;
        return {file, "cannot be put into a repository: " + reason, "copy or build it again"};
    }
    const std::string words =
        lines.empty() ? result.ending() : fmt::format("{}", fmt::join(lines, "; "));
    return {directory.string(),
            fmt::format("cannot write repository metadata: {}: {}", kProgram, words)};
}

/// Throws report::Error on a full disk: createrepo_c only tells then that a file cannot be closed, or leaves half of it.
void require_room(const std::filesystem::path& work, const std::filesystem::path& directory) {
    constexpr std::size_t least = 64U << 10;
    try {
        fs::write_file(work / "room", std::string(least, ' '), 0600);
    } catch (const report::Error& error) {
        throw report::Error(directory.string(), error.reason(), error.remedy());
    }
}

void make_readable(const std::filesystem::path& directory) {
    fs::set_mode(directory, 0755);
    for (const auto& file : std::filesystem::directory_iterator(directory))
        fs::set_mode(file.path(), 0644);
}

void move(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (rename(from.c_str(), to.c_str()) != 0)
        throw report::system_error(to.string(), "replace", errno);
}

} // namespace

void require_repository_writer() {
    try {
        process::require_program(kProgram);
    } catch (const report::Error& error) {
        throw report::Error(
            error.subject(), error.reason(),
            "install createrepo_c (Debian, Ubuntu: createrepo-c), or put it on PATH");
    }
}

void write_repository(const std::filesystem::path& directory,
                      const std::vector<std::filesystem::path>& packages, std::int64_t epoch) {
    const fs::TempDir work(directory, ".repodata-");
    const std::filesystem::path list = work.path() / "list of packages";
    const std::filesystem::path made = work.path() / "repodata";
    try {
        fs::write_file(list, list_of(directory, packages), 0600, fs::Flush::no);
        const process::Result result =
            process::run(command_for(directory, list, work.path(), epoch));
        if (!result.ok()) throw failure_of(result, directory);
        encode_metadata(made, epoch);
    } catch (const report::Error& error) {
        require_room(work.path(), directory);
        throw report::told_of(directory.string(), error, work.path().string());
    }
    make_readable(made);
    const std::filesystem::path published = directory / "repodata";
    if (fs::is_there(published)) move(published, work.path() / "old");
    move(made, published);
}

} // namespace calpkg::repo
