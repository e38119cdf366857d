#include "package.hpp"

#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace calpkg::test {

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

} // namespace calpkg::test
