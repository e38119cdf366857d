#include "support/support.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/report/error.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <sstream>
#include <sys/stat.h>

namespace calpkg::test {

Dir::Dir() : exceptions_(std::uncaught_exceptions()) {
    const char* base = std::getenv("CALPKG_TEST_TMP");
    std::string name =
        (std::filesystem::path(base ? base : fs::system_temp_directory()) / "cal-pkg-test-XXXXXX")
            .string();
    if (mkdtemp(name.data()) == nullptr)
        throw report::system_error(name, "create directory", errno);
    path_ = name;
}

Dir::~Dir() {
    if (std::uncaught_exceptions() > exceptions_) {
        std::cerr << "test directory kept: " << path_ << '\n';
        return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path Dir::write(const std::string& name, const std::string& content,
                                 unsigned mode) const {
    const std::filesystem::path file = path_ / name;
    fs::make_directories(file.parent_path());
    fs::write_file(file, content, mode);
    return file;
}

Repository::Repository(std::filesystem::path top) : top_(std::move(top)) {
    fs::make_directories(top_);
    git({"init", "-q", "-b", "main"});
}

std::string Repository::git(const std::vector<std::string>& arguments) const {
    process::Command command;
    command.argv = {"git", "-C", top_.string()};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.env = {{"PATH", std::getenv("PATH")},
                   {"HOME", top_.string()},
                   {"LC_ALL", "C"},
                   {"TZ", "UTC"},
                   {"GIT_CONFIG_NOSYSTEM", "1"},
                   {"GIT_CONFIG_GLOBAL", "/dev/null"},
                   {"GIT_AUTHOR_NAME", "Ada Example"},
                   {"GIT_AUTHOR_EMAIL", "ada@example.org"},
                   {"GIT_COMMITTER_NAME", "Ada Example"},
                   {"GIT_COMMITTER_EMAIL", "ada@example.org"},
                   {"GIT_AUTHOR_DATE", "2014-07-01T12:00:00Z"},
                   {"GIT_COMMITTER_DATE", "2014-07-01T12:00:00Z"}};
    const process::Result result = process::run(command);
    if (!result.ok()) throw report::Error("git " + arguments.front(), result.err);
    return result.out.substr(0, result.out.find_last_not_of('\n') + 1);
}

void Repository::write(const std::string& name, const std::string& content, unsigned mode) const {
    const std::filesystem::path file = top_ / name;
    fs::make_directories(file.parent_path());
    fs::write_file(file, content, mode);
}

void Repository::commit(const std::string& message) const {
    git({"add", "-A"});
    git({"commit", "-q", "--allow-empty", "-m", message});
}

void Repository::tag(const std::string& name) const { git({"tag", "-a", "-m", name, name}); }

void Repository::lightweight_tag(const std::string& name) const { git({"tag", name}); }

std::filesystem::path source_directory() { return CALPKG_SOURCE_DIR; }

std::filesystem::path data_directory() { return source_directory() / "tests/data"; }

std::vector<std::vector<std::string>> read_table(const std::filesystem::path& file) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(fs::read_file(file));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::vector<std::string> row;
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
        if (line.back() == '\t') row.emplace_back();
        rows.push_back(row);
    }
    return rows;
}

void Repository::begin_conflict() const {
    git({"checkout", "-q", "-b", "other"});
    write("file", "theirs\n");
    commit("Theirs");
    git({"checkout", "-q", "-"});
    write("file", "ours\n");
    commit("Ours");
    try {
        git({"merge", "-q", "other"});
    } catch (const report::Error&) { // which leaves it there
        return;
    }
    throw report::Error("git merge", "found no conflict");
}

process::Result run(const std::vector<std::string>& argv, const std::filesystem::path& cwd) {
    process::Command command;
    command.argv = argv;
    command.cwd = cwd;
    command.env = process::plain_environment();
    return process::run(command);
}

} // namespace calpkg::test
