#include "lib/egg/plain_package.hpp"

#include "lib/egg/egg.hpp"

#include <algorithm>
#include <cctype>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

bool is_module_name(const std::string& name) {
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
           });
}

bool is_egg(const stdfs::path& directory) {
    return directory.extension() == ".egg" || stdfs::is_directory(directory / "EGG-INFO");
}

/// The package that a project of calamari's consists of, where its name is another.
std::string package_of(std::string project) {
    std::replace(project.begin(), project.end(), '-', '_');
    if (project == "calamari_rest_api") return "calamari_rest";
    if (project == "calamari_cthulhu") return "cthulhu";
    return project;
}

} // namespace

std::string plain_package(const stdfs::path& path) {
    constexpr std::string_view backup = ".orig";
    std::string name = name_of(path);
    if (name.ends_with(backup)) name.resize(name.size() - backup.size());
    if (!is_module_name(name) || is_egg(path)) return {};
    return stdfs::is_regular_file(path / "__init__.py") ? name : std::string();
}

bool is_directory_egg(const stdfs::path& path) {
    const stdfs::path plain = path.has_filename() ? path : path.parent_path();
    return stdfs::is_directory(plain) && (is_egg(plain) || !plain_package(plain).empty());
}

bool is_calamaris(const std::string& package) {
    return package.starts_with("calamari_") || package == "cthulhu";
}

bool is_in_site_packages(const stdfs::path& path) {
    const std::string parent = path.parent_path().filename().string();
    return (parent == "site-packages" || parent == "dist-packages") &&
           is_module_name(path.filename().string());
}

bool is_same_project(const std::string& a, const std::string& b) {
    return package_of(a) == package_of(b);
}

} // namespace calpkg::egg
