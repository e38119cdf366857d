#include "lib/instructions/instructions.hpp"

#include "lib/fs/file.hpp"
#include "lib/instructions/html.hpp"
#include "lib/instructions/template.hpp"

#include <fmt/format.h>

#include <set>

namespace calpkg::instructions {

namespace {

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
        for (const std::string& feature : component.features)
            words.insert(component.component + "." + feature);
    }
    return words;
}

} // namespace

std::vector<std::pair<std::string, std::string>> documents(
    const std::vector<repo::ManifestComponent>& components, const layout::Target& target,
    const std::filesystem::path& file) {
    const std::string text = filled(fs::read_file(file), file, words_for(components, target),
                                    names_for(components, target));
    return {{"INSTALL.md", text}, {"INSTALL.html", html_of(text)}};
}

} // namespace calpkg::instructions
