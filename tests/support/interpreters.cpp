#include "support/interpreters.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

namespace calpkg::test {

namespace {

bool works(const Interpreter& interpreter) {
    try {
        const auto result =
            interpreter.run({"-c", "import sys; print('%d.%d' % sys.version_info[:2])"});
        return result.ok() && result.out == interpreter.version + "\n";
    } catch (const std::exception&) {
        return false;
    }
}

/// Where pyenv keeps the Pythons that it has installed, a directory each.
std::filesystem::path pyenv_versions() {
    if (const char* root = std::getenv("PYENV_ROOT"))
        return std::filesystem::path(root) / "versions";
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : "/") / ".pyenv/versions";
}

/// Programs that may be a Python of `version`: that of PATH, and pyenv's, as "3.6.15/bin/python3.6".
std::vector<std::string> candidates(const std::string& version) {
    const std::string program = "python" + version;
    std::vector<std::string> found{program};
    std::error_code none; // there need not be any
    for (const auto& installed : std::filesystem::directory_iterator(pyenv_versions(), none))
        if (installed.path().filename().string().starts_with(version + "."))
            found.push_back(installed.path() / "bin" / program);
    return found;
}

std::vector<Interpreter> find() {
    std::vector<Interpreter> found;
    std::string missing;
    for (const std::string version :
         {"2.6", "2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"}) {
        const auto programs = candidates(version);
        const auto works_here = [&](const std::string& program) {
            return works({version, {program}});
        };
        const auto program = std::find_if(programs.begin(), programs.end(), works_here);
        if (program == programs.end())
            missing += " " + version;
        else
            found.push_back({version, {Interpreter{version, {*program}}.program()}});
    }
    if (!missing.empty()) MESSAGE("Pythons that are not installed, and so no judges:" << missing);
    return found;
}

} // namespace

process::Result Interpreter::run(std::vector<std::string> arguments) const {
    std::vector<std::string> all = argv;
    all.insert(all.end(), arguments.begin(), arguments.end());
    return test::run(all);
}

std::string Interpreter::program() const {
    return run({"-c", "import sys; sys.stdout.write(sys.executable)"}).out;
}

OnPath::OnPath(const std::filesystem::path& directory) : before_(std::getenv("PATH")) {
    setenv("PATH", (directory.string() + ":" + before_).c_str(), 1);
}

OnPath::OnPath(const Interpreter& interpreter) : before_(std::getenv("PATH")) {
    own_.write("python" + interpreter.version,
               "#!/bin/sh\nexec " + interpreter.program() + " \"$@\"\n", 0755);
    setenv("PATH", (own_.path().string() + ":" + before_).c_str(), 1);
}

OnPath::~OnPath() { setenv("PATH", before_.c_str(), 1); }

const std::vector<Interpreter>& interpreters() {
    static const std::vector<Interpreter> found = find();
    return found;
}

} // namespace calpkg::test
