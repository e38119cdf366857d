#include "lib/egg/make/package_setup.hpp"

#include "lib/egg/make/console_scripts.hpp"
#include "lib/egg/make/find_packages.hpp"
#include "lib/egg/make/setup_keywords.hpp"
#include "lib/python/source_encoding.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

namespace calpkg::egg {

namespace {

using Kind = python::Value::Kind;

/// Keywords that change an egg in ways that this does not carry.
constexpr std::array<const char*, 16> kUnsupported{
    "ext_modules",     "ext_package",  "libraries", "cmdclass",
    "data_files",      "use_2to3",     "features",  "eager_resources",
    "provides",        "requires",     "obsoletes", "options",
    "python_requires", "project_urls", "src_root",  "long_description_content_type"};

/// Runs of other characters become a dash, as setuptools' safe_name does.
std::string dashed(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
        if (plain)
            out += c;
        else if (out.empty() || out.back() != '-')
            out += '-';
    }
    return out;
}

/// Setuptools of different ages write other versions in different ways (PEP 440, "Normalization").
bool is_normal_version(const std::string& version) {
    static const std::regex normal("(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*))*((a|b|rc)(0|[1-9][0-9]*))?"
                                   "(\\.post(0|[1-9][0-9]*))?(\\.dev(0|[1-9][0-9]*))?");
    return version.size() < 100 && std::regex_match(version, normal);
}

void check_supported(const SetupKeywords& keywords) {
    for (const char* keyword : kUnsupported) {
        const python::Value* value = keywords.find(keyword);
        if (value != nullptr && value->truthy())
            throw keywords.error(keyword, "cannot be in the egg of a pure-Python package",
                                 "build this one with setuptools");
    }
}

/// setup.cfg can say what setup.py does not.
void check_setup_cfg(const PackageSources& sources) {
    if (!sources.has("setup.cfg")) return;
    const std::string text = sources.read("setup.cfg");
    for (const char* section : {"[metadata]", "[options", "[egg_info]", "[bdist_egg]", "[build"}) {
        std::size_t at = text.find(section);
        while (at != std::string::npos && at != 0 && text[at - 1] != '\n')
            at = text.find(section, at + 1);
        if (at != std::string::npos)
            throw report::Error(sources.shown("setup.cfg"),
                                fmt::format("its section {} may change the egg, and is not read",
                                            text.substr(at, text.find('\n', at) - at)),
                                "build this one with setuptools");
    }
}

void read_names(const SetupKeywords& keywords, PackageSetup& setup) {
    setup.name = keywords.text("name");
    setup.version = keywords.text("version");
    if (setup.name.empty()) throw keywords.missing("name");
    if (setup.version.empty()) throw keywords.missing("version");
    if (!is_normal_version(setup.version))
        throw keywords.error(
            "version",
            fmt::format("cannot be '{}': not a version in PEP 440's normal form", setup.version),
            "write it like 1.2, 1.2rc2 or 1.2.post12");
}

void read_packages(const PackageSources& sources, const SetupKeywords& keywords,
                   PackageSetup& setup) {
    setup.directories = keywords.text_map("package_dir");
    for (auto& [package, directory] : setup.directories) {
        while (!directory.empty() && directory.back() == '/') directory.pop_back();
        if (directory == ".") directory.clear();
        const std::string normal = std::filesystem::path(directory).lexically_normal().string();
        if (normal != directory || directory.starts_with("..") || directory.starts_with("/"))
            throw keywords.error("package_dir", fmt::format("cannot be '{}'", directory),
                                 "give a directory below setup.py's");
    }
    const python::Value* packages = keywords.find("packages");
    if (packages != nullptr && packages->kind == Kind::call && packages->text == "find_packages") {
        const SetupKeywords call = keywords.of_call("packages", {"where", "exclude", "include"});
        const std::string where = call.text("where");
        std::vector<std::string> include = call.texts("include");
        if (include.empty()) include = {"*"};
        setup.packages = find_packages(sources, where, call.texts("exclude"), include);
    } else {
        setup.packages = keywords.texts("packages");
    }
    setup.modules = keywords.texts("py_modules");
    setup.data = keywords.texts_map("package_data");
    setup.excluded_data = keywords.texts_map("exclude_package_data");
    setup.include_data = keywords.flag("include_package_data").value_or(false);
    setup.scripts = keywords.texts("scripts");
    if (keywords.find("namespace_packages") != nullptr)
        setup.namespaces = keywords.texts("namespace_packages");
    setup.zip_safe = keywords.flag("zip_safe");
    for (const auto* names : {&setup.packages, &setup.modules})
        for (const std::string& name : *names)
            if (name.empty() || name.find('/') != std::string::npos || name.front() == '.' ||
                name.find("..") != std::string::npos)
                throw keywords.error("packages",
                                     fmt::format("names '{}', which is not a package", name),
                                     "write packages like 'cthulhu.manager'");
}

EntryPointGroup read_group(const SetupKeywords& keywords, const std::string& name,
                           const python::Value& value) {
    const std::string subject = keywords.position(value);
    EntryPointGroup group{name, {}, {}};
    if (value.kind == Kind::text) {
        group.verbatim = value.text;
        for (const EntryPointGroup& part :
             parse_entry_points("[" + name + "]\n" + value.text, subject))
            group.points.insert(group.points.end(), part.points.begin(), part.points.end());
        return group;
    }
    for (const std::string& line : keywords.texts_of("entry_points", value))
        group.points.push_back(parse_entry_point(line, subject));
    std::sort(group.points.begin(), group.points.end(),
              [](const EntryPoint& a, const EntryPoint& b) { return a.text() < b.text(); });
    return group;
}

void read_entry_points(const SetupKeywords& keywords, PackageSetup& setup) {
    const python::Value* value = keywords.find("entry_points");
    if (value == nullptr) return;
    if (value->kind == Kind::text) {
        setup.entry_points_text = value->text;
        parse_entry_points(value->text, keywords.position(*value));
        return;
    }
    if (value->kind != Kind::dict) throw keywords.wrong("entry_points", *value, "a dict or text");
    for (std::size_t i = 0; i < value->keys.size(); ++i) {
        if (value->keys[i].kind != Kind::text)
            throw keywords.wrong("entry_points", value->keys[i], "names of groups");
        setup.entry_points.push_back(read_group(keywords, value->keys[i].text, value->items[i]));
    }
    std::sort(setup.entry_points.begin(), setup.entry_points.end(),
              [](const EntryPointGroup& a, const EntryPointGroup& b) { return a.name < b.name; });
}

std::optional<std::string> text_if_given(const SetupKeywords& keywords, const char* keyword) {
    if (keywords.find(keyword) == nullptr) return std::nullopt;
    return keywords.text(keyword);
}

void read_metadata(const PackageSources& sources, const SetupKeywords& keywords,
                   PackageSetup& setup) {
    setup.description = keywords.text("description");
    const python::Value* description = keywords.find("long_description");
    if (description != nullptr && description->kind == Kind::call && description->text == "open")
        setup.long_description =
            sources.read(keywords.of_call("long_description", {"file", "mode"}).text("file"));
    else
        setup.long_description = keywords.text("long_description");
    setup.url = keywords.text("url");
    setup.download_url = keywords.text("download_url");
    setup.license = keywords.text("license");
    setup.author = keywords.text("author");
    setup.author_email = keywords.text("author_email");
    setup.maintainer = text_if_given(keywords, "maintainer");
    setup.maintainer_email = text_if_given(keywords, "maintainer_email");
    setup.keywords = keywords.texts_or_commas("keywords");
    setup.platforms = keywords.texts_or_commas("platforms");
    setup.classifiers = keywords.texts("classifiers");
    setup.requirements = keywords.texts_or_lines("install_requires");
    setup.extras = keywords.texts_map("extras_require");
    setup.dependency_links = keywords.texts_or_lines("dependency_links");
}

} // namespace

std::string EntryPoint::text() const {
    std::string text = name + " = " + module;
    if (!attribute.empty()) text += ":" + attribute;
    if (!extras.empty()) text += " " + extras;
    return text;
}

std::string PackageSetup::safe_name() const { return dashed(name); }

std::string PackageSetup::file_name() const {
    std::string file_name = safe_name();
    std::replace(file_name.begin(), file_name.end(), '-', '_');
    return file_name;
}

/// As distutils' build_py: the nearest package that package_dir names, what is left of the name
/// below it.
std::string PackageSetup::directory_of(const std::string& package) const {
    std::string tail;
    for (std::string head = package; !head.empty();) {
        const auto found = directories.find(head);
        if (found != directories.end()) return join_path(found->second, tail);
        const std::size_t dot = head.rfind('.');
        tail = join_path(head.substr(dot + 1), tail);
        head = dot == std::string::npos ? std::string() : head.substr(0, dot);
    }
    const auto root = directories.find("");
    return join_path(root == directories.end() ? std::string() : root->second, tail);
}

PackageSetup read_package_setup(const PackageSources& sources,
                                const std::map<std::string, std::string>& overrides,
                                const std::string& python) {
    if (!sources.has("setup.py"))
        throw report::Error(sources.shown(""), "has no setup.py",
                            "give the directory of a Python package");
    PackageSetup setup;
    setup.file = sources.shown("setup.py");
    const SetupKeywords keywords(
        read_setup_call(python::decoded_source(sources.read("setup.py"), python, setup.file),
                        setup.file),
        overrides);
    check_supported(keywords);
    check_setup_cfg(sources);
    read_names(keywords, setup);
    read_packages(sources, keywords, setup);
    read_entry_points(keywords, setup);
    read_metadata(sources, keywords, setup);
    if (setup.packages.empty() && setup.modules.empty())
        throw report::Error(setup.file, "names no packages and no modules",
                            "add 'packages' or 'py_modules'");
    return setup;
}

} // namespace calpkg::egg
