#pragma once

#include "lib/process/run.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::test {

/// A directory of one test's own below $CALPKG_TEST_TMP (or the system's temporary one); removed
/// when the test passed, kept and named on stderr when it left by an exception.
class Dir {
public:
    Dir();
    ~Dir();
    Dir(const Dir&) = delete;
    Dir& operator=(const Dir&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// Writes a file below the directory, parents included; gives its path.
    std::filesystem::path write(const std::string& name, const std::string& content,
                                unsigned mode = 0644) const;

private:
    std::filesystem::path path_;
    int exceptions_;
};

/// A git repository made by a test: fixed identity and dates, none of the user's configuration.
class Repository {
public:
    explicit Repository(std::filesystem::path top);
    const std::filesystem::path& top() const { return top_; }
    /// Runs `git arguments…` there and gives its output; the test fails with git's words otherwise.
    std::string git(const std::vector<std::string>& arguments) const;
    void write(const std::string& name, const std::string& content, unsigned mode = 0644) const;
    /// Adds everything and commits; empty commits are fine.
    void commit(const std::string& message) const;
    void tag(const std::string& name) const; ///< annotated
    void lightweight_tag(const std::string& name) const;
    /// Leaves it in the middle of a merge of two commits that both change "file".
    void begin_conflict() const;

private:
    std::filesystem::path top_;
};

/// The project's own directory, and tests/data in it.
std::filesystem::path source_directory();
std::filesystem::path data_directory();

/// Rows of a tab separated file, comment lines (`#`) left out.
std::vector<std::vector<std::string>> read_table(const std::filesystem::path& file);

/// Runs a program (third-party judges: rpm, bsdtar, …) with a plain environment.
process::Result run(const std::vector<std::string>& argv, const std::filesystem::path& cwd = {});

/// Whether `part` is in `text`.
inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace calpkg::test
