#include "package.hpp"

#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace calpkg::test {

namespace {

/// `bin` directories that may hold Pythons.
std::vector<std::filesystem::path> program_directories() {
    std::vector<std::filesystem::path> directories;
    const char* path = std::getenv("PATH");
    std::istringstream parts(path == nullptr ? "/usr/bin" : path);
    for (std::string part; std::getline(parts, part, ':');)
        if (part.find("shims") == std::string::npos) directories.emplace_back(part);
    const char* home = std::getenv("HOME");
    const char* root = std::getenv("PYENV_ROOT");
    const std::filesystem::path pyenv = root != nullptr   ? std::filesystem::path(root)
                                        : home != nullptr ? std::filesystem::path(home) / ".pyenv"
                                                          : std::filesystem::path();
    std::error_code none;
    for (const auto& version : std::filesystem::directory_iterator(pyenv / "versions", none))
        directories.push_back(version.path() / "bin");
    return directories;
}

std::vector<std::string> find_pythons() {
    std::vector<std::string> found;
    for (const std::string version : {"2.6", "2.7", "3.6", "3.9", "3.11", "3.12", "3.13"}) {
        std::string program;
        for (const std::filesystem::path& directory : program_directories()) {
            const std::string candidate = directory / ("python" + version);
            if (!program.empty() || !std::filesystem::exists(candidate)) continue;
            if (run({candidate, "-c", "pass"}).ok()) program = candidate;
        }
        if (program.empty())
            MESSAGE("not tested with Python " << version << ": it is not here");
        else
            found.push_back(program);
    }
    return found;
}

} // namespace

Package::Package(const std::string& keywords,
                 const std::vector<std::pair<std::string, std::string>>& files) {
    dir_.write("setup.py",
               "from setuptools import setup, find_packages\n\nsetup(\n" + keywords + ")\n");
    for (const auto& [name, content] : files) dir_.write(name, content);
}

egg::PackageSources Package::sources() const {
    return egg::PackageSources::of_directory(dir_.path(), "pack");
}

egg::PackageSetup Package::setup(const std::map<std::string, std::string>& overrides) const {
    return egg::read_package_setup(sources(), overrides);
}

egg::BuiltEgg Package::egg(const std::string& python) const {
    egg::EggOptions options;
    options.python = python;
    return egg::build_egg(sources(), options);
}

std::string setup_complaint(const std::string& keywords) {
    const Package package(
        keywords); // outlives the exception: a directory is kept when one passes it
    try {
        package.setup();
    } catch (const report::Error& error) {
        return error.what();
    }
    return {};
}

std::vector<std::string> members_of(const egg::BuiltEgg& egg) {
    std::vector<std::string> members;
    for (const egg::EggFile& file : egg.files) members.push_back(file.member);
    return members;
}

std::string content_of(const egg::BuiltEgg& egg, const std::string& member) {
    const auto found =
        std::find_if(egg.files.begin(), egg.files.end(),
                     [&](const egg::EggFile& file) { return file.member == member; });
    REQUIRE_MESSAGE(found != egg.files.end(), member);
    return found->content;
}

const std::vector<std::string>& pythons() {
    static const std::vector<std::string> found = find_pythons();
    return found;
}

} // namespace calpkg::test
