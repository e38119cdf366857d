#include "lib/layout/project.hpp"

#include "lib/layout/mapping.hpp"

#include <fmt/format.h>

namespace calpkg::layout {

namespace {

const Keys& signing_keys() {
    static const Keys keys{{{"key", takes::text(forms::line), required},
                            {"passphrase-file", takes::text(forms::line)},
                            {"name", takes::text(forms::package_name)},
                            {"baseurl", takes::text(forms::line)}}};
    return keys;
}

ProjectSigning signing_of(const Mapping& project, const std::filesystem::path& base) {
    ProjectSigning signing;
    const Value::Member* member = project.find("sign");
    if (member == nullptr) return signing;
    const Mapping given(member->value, "'sign'", signing_keys());
    signing.key = given.text("key");
    const std::string file = given.text_or("passphrase-file", "");
    if (!file.empty()) signing.passphrase_file = (base / file).lexically_normal();
    signing.name = given.text_or("name", "");
    signing.baseurl = given.text_or("baseurl", "");
    return signing;
}

/// That of `target`, or those of `targets`.
std::vector<std::string> targets_of(const Mapping& project) {
    std::vector<std::string> targets = project.texts_or_none("targets");
    const Value::Member* one = project.find("target");
    if (one == nullptr) return targets;
    if (project.find("targets") != nullptr)
        throw error_at(one->at, "'target' and 'targets' are both there; keep one of them");
    targets.push_back(project.text("target"));
    return targets;
}

} // namespace

const Keys& project_keys() {
    const Form line = takes::text(forms::line);
    static const Keys keys{{{"checkouts", line},
                            {"components", takes::map(forms::identifier, line)},
                            {"versions", takes::map(forms::identifier, line)},
                            {"target", takes::text(forms::token)},
                            {"out", line},
                            {"venv", line},
                            {"jobs", takes::number(kMostJobs)},
                            {"accept", takes::texts(forms::identifier)},
                            {"wheelhouse", line},
                            {"lock", line},
                            {"runner", line},
                            {"python", line},
                            {"keep", takes::number(kMostKept)},
                            {"set", takes::map(forms::setting, line)},
                            {"data", takes::texts(forms::line)},
                            {"web-apps", line},
                            {"web-runner", line},
                            {"rpmbuild-runner", line},
                            {"with", takes::map(forms::setting, line)},
                            {"line", takes::text(forms::token)},
                            {"from", line},
                            {"sign", takes::mapping(signing_keys())},
                            {"targets", takes::texts(forms::token)}},
                           {{{}, {"target"}}, {{}, {"targets"}}}};
    return keys;
}

Project read_project(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping project(document, "the project", project_keys());

    const std::filesystem::path base = std::filesystem::absolute(file).parent_path();
    const auto below = [&](const std::string& path) {
        return path.empty() ? std::filesystem::path() : (base / path).lexically_normal();
    };
    Project result;
    result.file = file;
    for (const Value::Member& member : project.members()) {
        result.places[member.key] = member.at.text();
        for (const Value::Member& inner : member.value.members)
            result.places[member.key + "." + inner.key] = inner.at.text();
    }
    result.checkouts = below(project.text_or("checkouts", ""));
    result.out = below(project.text_or("out", ""));
    result.targets = targets_of(project);
    result.line = project.text_or("line", "");
    const std::string from = project.text_or("from", "");
    // Addresses have a colon, those of scp, too.
    result.from = from.find(':') == std::string::npos ? below(from).string() : from;
    result.jobs = project.number_or_none("jobs");
    result.keep = project.number_or_none("keep");
    const std::string venv = project.text_or("venv", "");
    result.venv = venv == "none" || venv == "build" ? venv : below(venv).string();
    const std::string web_apps = project.text_or("web-apps", "");
    result.web_apps =
        web_apps == "checkout" || web_apps == "build" ? web_apps : below(web_apps).string();
    result.wheelhouse = below(project.text_or("wheelhouse", ""));
    const std::string lock = project.text_or("lock", "");
    result.lock = lock.find('/') == std::string::npos && !std::filesystem::exists(below(lock))
                      ? lock
                      : below(lock).string();
    result.runner = project.text_or("runner", "");
    result.rpmbuild_runner = project.text_or("rpmbuild-runner", "");
    result.web_runner = project.text_or("web-runner", "");
    result.python = project.text_or("python", "");
    for (const auto& [component, path] : project.pairs("components"))
        result.components[component] = below(path);
    result.settings = project.pairs("set");
    result.with = project.pairs("with");
    for (const std::string& directory : project.texts_or_none("data"))
        result.data.push_back(below(directory));
    result.sign = signing_of(project, base);
    result.accept = project.texts_or_none("accept");
    result.versions = project.pairs("versions");
    return result;
}

} // namespace calpkg::layout
