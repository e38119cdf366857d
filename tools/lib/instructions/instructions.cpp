#include "lib/instructions/instructions.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/instructions/html.hpp"
#include "lib/instructions/template.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

namespace calpkg::instructions {

namespace {

/// In the first line of each document.
constexpr std::string_view kMark =
    "<!-- Written by cal-pkg, and again when packages change. Without "
    "these words it stays as it is. -->";

plan::Variables names_for(const std::vector<repo::ManifestComponent>& components,
                          const layout::Target& target) {
    plan::Variables names;
    names.set("installer", "yum"); // where the target says nothing
    for (const auto& [name, value] : target.variables) names.set(name, value);
    names.set("target", target.name);
    names.set("summary", target.summary);
    for (const auto& [capability, package] : target.packages)
        names.set("package-" + capability, package);
    for (const repo::ManifestComponent& component : components)
        names.set(component.component, fmt::format("{}-{}-{}.{}", component.name, component.version,
                                                   component.release, component.arch));
    return names;
}

std::set<std::string> words_for(const std::vector<repo::ManifestComponent>& components,
                                const layout::Target& target) {
    std::set<std::string> words;
    for (const std::string& feature : target.features) words.insert("target." + feature);
    for (const auto& [capability, package] : target.packages) words.insert("target." + capability);
    for (const repo::ManifestComponent& component : components) {
        words.insert(component.component);
        for (const std::string& feature : component.features.value_or(std::vector<std::string>()))
            words.insert(component.component + "." + feature);
    }
    return words;
}

} // namespace

std::vector<std::pair<std::string, std::string>> documents(
    const std::vector<repo::ManifestComponent>& components, const layout::Target& target,
    const std::filesystem::path& file, const repo::Signing* signing) {
    std::set<std::string> words = words_for(components, target);
    plan::Variables names = names_for(components, target);
    const bool has_url = signing != nullptr && !signing->baseurl.empty();
    names.set("baseurl",
              has_url ? signing->baseurl : "http://www.example.org/calamari/" + target.name);
    names.set("repository", signing != nullptr ? signing->name : "calamari");
    if (signing != nullptr) words.insert("signed");
    const std::string text = filled(fs::read_file(file), file, words, names);
    std::string page = html_of(text);
    page.insert(page.find('\n'), kMark);
    return {{"INSTALL.md", fmt::format("{}\n{}", kMark, text)}, {"INSTALL.html", page}};
}

bool is_ours(const std::filesystem::path& document) {
    if (!fs::is_regular_file(document)) return false; // a FIFO would block
    const std::string text = fs::read_file(document);
    return text.substr(0, text.find('\n')).find(kMark) != std::string::npos;
}

} // namespace calpkg::instructions
