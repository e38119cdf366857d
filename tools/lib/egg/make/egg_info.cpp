#include "lib/egg/make/egg_info.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <regex>
#include <set>

namespace calpkg::egg {

namespace {

/// Each item with a newline behind it.
std::string lines(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += item + "\n";
    return text;
}

/// The dependency_links.txt, namespace_packages.txt form: at least one newline.
std::string joined_lines(const std::vector<std::string>& items) {
    return items.empty() ? "\n" : lines(items);
}

std::string or_unknown(const std::string& text) { return text.empty() ? "UNKNOWN" : text; }

/// Further lines are indented, as in a header of a mail (distutils' rfc822_escape).
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '\n') out += "        ";
    }
    return out;
}

std::string comma_separated(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : ",") + item;
    return text;
}

std::string repeated(const char* field, const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) text += fmt::format("{}: {}\n", field, value);
    return text;
}

const char* metadata_version(const PackageSetup& setup) {
    if (!setup.extras.empty()) return "2.1";
    if (setup.maintainer || setup.maintainer_email) return "1.2";
    if (!setup.classifiers.empty() || !setup.download_url.empty()) return "1.1";
    return "1.0";
}

/// Author and maintainer; up to 1.1 there is one of them only.
std::string people(const PackageSetup& setup, bool both) {
    const std::string maintainer = setup.maintainer.value_or("");
    const std::string maintainer_email = setup.maintainer_email.value_or("");
    if (!both) {
        return fmt::format(
            "Author: {}\nAuthor-email: {}\n",
            or_unknown(maintainer.empty() ? setup.author : maintainer),
            or_unknown(maintainer_email.empty() ? setup.author_email : maintainer_email));
    }
    std::string text;
    if (!setup.author.empty()) text += fmt::format("Author: {}\n", setup.author);
    if (!setup.author_email.empty()) text += fmt::format("Author-email: {}\n", setup.author_email);
    if (setup.maintainer) text += fmt::format("Maintainer: {}\n", maintainer);
    if (setup.maintainer_email) text += fmt::format("Maintainer-email: {}\n", maintainer_email);
    return text;
}

std::string entry_points_text(const PackageSetup& setup) {
    std::string text = setup.entry_points_text;
    for (const EntryPointGroup& group : setup.entry_points) {
        std::string content = group.verbatim;
        for (std::size_t i = 0; group.verbatim.empty() && i < group.points.size(); ++i)
            content += (i == 0 ? "" : "\n") + group.points[i].text();
        text += fmt::format("[{}]\n{}\n\n", group.name, content);
    }
    return text;
}

/// One requirement in the form that pkg_resources prints: "Django>=1.5,<1.6" → "Django<1.6,>=1.5".
std::string normal_requirement(const std::string& text, const std::string& subject) {
    static const std::regex whole(
        "\\s*([A-Za-z0-9][A-Za-z0-9._-]*)\\s*(\\[[A-Za-z0-9._,\\s-]*\\])?\\s*"
        "\\(?((?:\\s*(?:===|==|~=|!=|<=|>=|<|>)\\s*[A-Za-z0-9._*+!-]+\\s*,?)*)\\)?\\s*");
    static const std::regex specifier("(===|==|~=|!=|<=|>=|<|>)\\s*([A-Za-z0-9._*+!-]+)");
    std::smatch parts;
    if (text.size() > 1000 || !std::regex_match(text, parts, whole))
        throw report::Error(
            subject, fmt::format("requirement '{}' is not understood", text),
            text.find(';') == std::string::npos
                ? "write it like 'name>=1.0,<2'"
                : "environment markers depend on the Python that runs: take them out with an "
                  "override of 'install_requires'");
    std::set<std::string> specifiers;
    const std::string versions = parts[3];
    for (std::sregex_iterator found(versions.begin(), versions.end(), specifier), end; found != end;
         ++found)
        specifiers.insert((*found)[1].str() + (*found)[2].str());
    std::string extras = parts[2];
    std::erase_if(extras, [](char c) { return c == ' ' || c == '\t'; });
    return parts[1].str() + extras + comma_separated({specifiers.begin(), specifiers.end()});
}

std::string requirement_lines(const std::vector<std::string>& requirements,
                              const std::string& subject) {
    std::string text;
    for (const std::string& requirement : requirements)
        text += normal_requirement(requirement, subject) + "\n";
    return text;
}

std::string requires_text(const PackageSetup& setup) {
    std::string text = requirement_lines(setup.requirements, setup.file);
    for (const auto& [extra, requirements] : setup.extras)
        text += fmt::format("\n[{}]\n{}", extra, requirement_lines(requirements, setup.file));
    return text;
}

/// PKG-INFO: PEP 241, 314, 345 or 566, whichever the fields need.
std::string pkg_info_text(const PackageSetup& setup) {
    const std::string version = metadata_version(setup);
    const bool newer = version >= "1.2";
    std::string text = fmt::format("Metadata-Version: {}\nName: {}\nVersion: {}\nSummary: {}\n"
                                   "Home-page: {}\n",
                                   version, setup.safe_name(), setup.version,
                                   or_unknown(setup.description), or_unknown(setup.url));
    text += people(setup, newer);
    text += fmt::format("License: {}\n", or_unknown(setup.license));
    if (!setup.download_url.empty()) text += fmt::format("Download-URL: {}\n", setup.download_url);
    text += fmt::format("Description: {}\n", escaped(or_unknown(setup.long_description)));
    if (!setup.keywords.empty())
        text += fmt::format("Keywords: {}\n", comma_separated(setup.keywords));
    text += repeated("Platform", setup.platforms.empty() ? std::vector<std::string>{"UNKNOWN"}
                                                         : setup.platforms);
    text += repeated("Classifier", setup.classifiers);
    for (const auto& [extra, requirements] : setup.extras)
        text += fmt::format("Provides-Extra: {}\n", extra);
    return text;
}

/// The first part of every package's and module's name.
std::set<std::string> top_level(const PackageSetup& setup) {
    std::set<std::string> names;
    for (const auto* list : {&setup.packages, &setup.modules})
        for (const std::string& name : *list) names.insert(name.substr(0, name.find('.')));
    return names;
}

} // namespace

const char* safety_file(bool zip_safe) { return zip_safe ? "zip-safe" : "not-zip-safe"; }

std::map<std::string, std::string> metadata_files(const PackageSetup& setup) {
    std::map<std::string, std::string> files;
    files["PKG-INFO"] = pkg_info_text(setup);
    files["dependency_links.txt"] = joined_lines(setup.dependency_links);
    const std::set<std::string> top = top_level(setup);
    files["top_level.txt"] = lines({top.begin(), top.end()});
    if (setup.namespaces) files["namespace_packages.txt"] = joined_lines(*setup.namespaces);
    if (const std::string text = entry_points_text(setup); !text.empty())
        files["entry_points.txt"] = text;
    if (const std::string text = requires_text(setup); !text.empty()) files["requires.txt"] = text;
    if (setup.zip_safe) files[safety_file(*setup.zip_safe)] = "\n";
    return files;
}

} // namespace calpkg::egg
