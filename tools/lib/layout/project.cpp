#include "lib/layout/project.hpp"

#include "lib/layout/mapping.hpp"

#include <fmt/format.h>

#include <charconv>

namespace calpkg::layout {

namespace {

const std::vector<std::string> kKeys{
    "checkouts", "components", "versions",   "target", "out",    "venv", "jobs",
    "accept",    "wheelhouse", "lock",       "runner", "python", "keep", "set",
    "data",      "web-apps",   "web-runner", "line",   "from",   "sign", "targets"};

/// A number from 1 to `most`; 0 when the key is not there.
unsigned number_of(const Mapping& project, const char* key, unsigned most) {
    if (project.find(key) == nullptr) return 0;
    const std::string text = project.text_or(key, forms::token, "");
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > most)
        throw error_at(project.require(key).at,
                       fmt::format("'{}' takes a number from 1 to {}", key, most));
    return number;
}

ProjectSigning signing_of(const Mapping& project, const std::filesystem::path& base) {
    ProjectSigning signing;
    const Value::Member* member = project.find("sign");
    if (member == nullptr) return signing;
    const Mapping given(member->value, "'sign'");
    given.allow_only({"key", "passphrase-file", "name", "baseurl"});
    signing.key = given.text("key", forms::line);
    const std::string file = given.text_or("passphrase-file", forms::line, "");
    if (!file.empty()) signing.passphrase_file = (base / file).lexically_normal();
    signing.name = given.text_or("name", forms::package_name, "");
    signing.baseurl = given.text_or("baseurl", forms::line, "");
    return signing;
}

/// That of `target`, or those of `targets`.
std::vector<std::string> targets_of(const Mapping& project) {
    std::vector<std::string> targets = project.texts_or_none("targets", forms::token);
    const Value::Member* one = project.find("target");
    if (one == nullptr) return targets;
    if (project.find("targets") != nullptr)
        throw error_at(one->at, "'target' and 'targets' are both there; keep one of them");
    targets.push_back(project.text("target", forms::token));
    return targets;
}

} // namespace

Project read_project(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping project(document, "the project");
    project.allow_only(kKeys);

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
    result.checkouts = below(project.text_or("checkouts", forms::line, ""));
    result.out = below(project.text_or("out", forms::line, ""));
    result.targets = targets_of(project);
    result.line = project.text_or("line", forms::token, "");
    const std::string from = project.text_or("from", forms::line, "");
    // Addresses have a colon, those of scp, too.
    result.from = from.find(':') == std::string::npos ? below(from).string() : from;
    result.jobs = number_of(project, "jobs", kMostJobs);
    result.keep = number_of(project, "keep", kMostKept);
    const std::string venv = project.text_or("venv", forms::line, "");
    result.venv = venv == "none" || venv == "build" ? venv : below(venv).string();
    const std::string web_apps = project.text_or("web-apps", forms::line, "");
    result.web_apps =
        web_apps == "checkout" || web_apps == "build" ? web_apps : below(web_apps).string();
    result.wheelhouse = below(project.text_or("wheelhouse", forms::line, ""));
    const std::string lock = project.text_or("lock", forms::line, "");
    result.lock = lock.find('/') == std::string::npos && !std::filesystem::exists(below(lock))
                      ? lock
                      : below(lock).string();
    result.runner = project.text_or("runner", forms::line, "");
    result.web_runner = project.text_or("web-runner", forms::line, "");
    result.python = project.text_or("python", forms::line, "");
    for (const auto& [component, path] :
         project.pairs("components", forms::identifier, forms::line))
        result.components[component] = below(path);
    result.settings = project.pairs("set", forms::setting, forms::line);
    for (const std::string& directory : project.texts_or_none("data", forms::line))
        result.data.push_back(below(directory));
    result.sign = signing_of(project, base);
    result.accept = project.texts_or_none("accept", forms::identifier);
    result.versions = project.pairs("versions", forms::identifier, forms::line);
    return result;
}

} // namespace calpkg::layout
