#include "lib/repo/manifest.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/provenance/json.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"
#include "lib/rpm/version_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace calpkg::repo {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

Json to_json(const report::Finding& finding) {
    return {{"id", finding.id},
            {"severity", report::to_string(finding.severity)},
            {"subject", finding.subject},
            {"message", finding.message}};
}

Json to_json(const Artifact& artifact) {
    return {{"path", artifact.path},
            {"nevra", artifact.nevra},
            {"size", artifact.size},
            {"sha256", artifact.sha256},
            {"header_sha256", artifact.header_sha256}};
}

std::string text_of(const Json& json, const char* key) { return json.at(key).get<std::string>(); }

/// The library would make any number a whole one, also one that does not fit.
template <typename Number>
Number whole_of(const Json& json, const char* key) {
    const Json& value = json.at(key);
    const bool fits =
        value.is_number_unsigned()
            ? std::in_range<Number>(value.get<std::uint64_t>())
            : value.is_number_integer() && std::in_range<Number>(value.get<std::int64_t>());
    if (!fits) throw std::domain_error(fmt::format("'{}' is not a whole number", key));
    return static_cast<Number>(value.get<std::int64_t>());
}

/// The versions, apart from everything that depends on the sources.
Json tools_of(const ManifestComponent& component) {
    const BuiltWith& tools = component.built_with;
    Json json = {{"cal_pkg", component.program_version},
                 {"rpmbuild", tools.rpmbuild},
                 {"librpm", tools.librpm},
                 {"createrepo_c", tools.createrepo_c},
                 {"encoder", tools.encoder},
                 {"inputs", tools.inputs}};
    if (!tools.equal_by.empty()) json["equal_by"] = tools.equal_by;
    return json;
}

BuiltWith tools_from(const Json& json) {
    return {
        text_of(json, "rpmbuild"),           text_of(json, "librpm"),
        text_of(json, "createrepo_c"),       whole_of<int>(json, "encoder"),
        json.value("inputs", std::string()), json.value("equal_by", std::vector<std::string>())};
}

Json to_json(const plan::WebAppsOrigin& origin) {
    Json json = {{"from", origin.from}};
    if (!origin.sha256.empty()) json["sha256"] = origin.sha256;
    json["content"] = origin.content;
    return json;
}

plan::WebAppsOrigin web_apps_from(const Json& json) {
    return {
        text_of(json, "from"), {}, json.value("sha256", std::string()), text_of(json, "content")};
}

Json to_json(const ManifestComponent& component) {
    Json json = {{"component", component.component},
                 {"name", component.name},
                 {"version", component.version},
                 {"release", component.release},
                 {"arch", component.arch},
                 {"commit", component.commit},
                 {"describe", component.describe},
                 {"dirty", component.dirty},
                 {"epoch", component.epoch},
                 {"features", component.features.value_or(std::vector<std::string>())},
                 {"program_version", component.program_version},
                 {"built_with", tools_of(component)},
                 {"findings", Json::array()},
                 {"accepted", component.accepted},
                 {"artifacts", Json::array()}};
    for (const report::Finding& finding : component.findings)
        json["findings"].push_back(to_json(finding));
    for (const Artifact& artifact : component.artifacts)
        json["artifacts"].push_back(to_json(artifact));
    if (!component.features) json.erase("features");
    if (component.web_apps) json["web_apps"] = to_json(*component.web_apps);
    if (component.made_from) json["made_from"] = provenance::to_json(*component.made_from);
    if (component.withdrawn) json["withdrawn"] = true;
    return json;
}

Json to_json(const ManifestSignature& signature) {
    Json json = {{"key", signature.key}, {"name", signature.name}};
    if (!signature.baseurl.empty()) json["baseurl"] = signature.baseurl;
    return json;
}

report::Severity severity_from(const std::string& name) {
    using report::Severity;
    for (const Severity severity : {Severity::note, Severity::warning, Severity::error})
        if (name == report::to_string(severity)) return severity;
    throw std::domain_error("no severity: " + name);
}

report::Finding finding_from(const Json& json) {
    return {text_of(json, "id"), severity_from(text_of(json, "severity")), text_of(json, "subject"),
            text_of(json, "message")};
}

/// Names from the manifest become paths below the published directory: nothing may lead out of it.
void require_inside(const std::string& name) {
    const std::filesystem::path path(name);
    const bool leaves =
        path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
    if (!has_short_parts(name)) throw std::domain_error("a name is longer than 255 bytes");
    if (name.empty() || leaves || path.lexically_normal().string() != name || name.back() == '/')
        throw std::domain_error("not a path below the directory: " + name);
}

void require_file_name(const std::string& name) {
    require_inside(name);
    if (name.find('/') != std::string::npos || name.front() == '.')
        throw std::domain_error("not the name of a component: " + name);
}

Artifact artifact_from(const Json& json, const std::string& component) {
    Artifact artifact;
    artifact.component = component;
    artifact.path = text_of(json, "path");
    artifact.nevra = text_of(json, "nevra");
    if (!json.at("size").is_number_unsigned()) throw std::domain_error("a size is not a number");
    artifact.size = json.at("size").get<std::uint64_t>();
    if (artifact.size > kLargestSize) throw std::domain_error("a size is none of a file");
    artifact.sha256 = text_of(json, "sha256");
    artifact.header_sha256 = text_of(json, "header_sha256");
    require_inside(artifact.path);
    return artifact;
}

ManifestComponent component_from(const Json& json) {
    ManifestComponent component;
    component.component = text_of(json, "component");
    component.name = text_of(json, "name");
    component.version = text_of(json, "version");
    component.release = text_of(json, "release");
    component.arch = text_of(json, "arch");
    component.commit = text_of(json, "commit");
    component.describe = text_of(json, "describe");
    component.dirty = json.at("dirty").get<bool>();
    component.epoch = whole_of<std::int64_t>(json, "epoch");
    component.program_version = text_of(json, "program_version");
    if (json.contains("built_with")) // manifests of older versions have none
        component.built_with = tools_from(json.at("built_with"));
    for (const Json& finding : json.at("findings"))
        component.findings.push_back(finding_from(finding));
    if (json.contains("features")) // nor that
        component.features = json.at("features").get<std::vector<std::string>>();
    component.accepted = json.value("accepted", component.accepted); // nor that
    if (json.contains("web_apps")) component.web_apps = web_apps_from(json.at("web_apps"));
    if (json.contains("made_from")) // nor that
        component.made_from = provenance::made_from_json(json.at("made_from"));
    for (const Json& artifact : json.at("artifacts"))
        component.artifacts.push_back(artifact_from(artifact, component.component));
    component.withdrawn = json.value("withdrawn", false);
    require_file_name(component.component);
    return component;
}

std::vector<std::string> metadata_from(const Json& json) {
    auto files = json.get<std::vector<std::string>>();
    std::ranges::for_each(files, require_inside);
    return files;
}

ManifestSignature signature_from(const Json& json) {
    ManifestSignature signature{text_of(json, "key"), text_of(json, "name"),
                                json.value("baseurl", std::string())};
    require_file_name(signature.name);
    // They go into a file that yum reads line by line.
    for (const std::string& word : {signature.key, signature.name, signature.baseurl})
        if (!std::ranges::all_of(word, [](char c) { return c > ' ' && c < '\x7f'; }))
            throw std::domain_error("the signature's key, name or address is not one word");
    return signature;
}

/// What manifests of older versions have not.
void read_history(const Json& json, Manifest& manifest) {
    for (const Json& component : json.value("earlier", Json::array()))
        manifest.earlier.push_back(component_from(component));
    for (const Json& artifact : json.value("others", Json::array()))
        manifest.others.push_back(artifact_from(artifact, {}));
    for (const Json& files : json.value("earlier_metadata", Json::array()))
        manifest.earlier_metadata.push_back(metadata_from(files));
}

bool comes_first(const ManifestComponent& a, const ManifestComponent& b) {
    if (a.component != b.component) return a.component < b.component;
    const int order = rpm::compare_versions(version_release(a), version_release(b));
    return order != 0 ? order > 0 : a.arch < b.arch;
}

report::Error damaged(const std::filesystem::path& file, const std::string& why) {
    return {file.string(), "is damaged (" + why + ")", "restore it, or choose another --out"};
}

void require_known_format(const Json& format, const std::filesystem::path& file) {
    if (!format.is_number_integer() || format.get<std::int64_t>() < 1)
        throw std::domain_error("'format' is not a number of a format");
    if (format.get<std::int64_t>() > kFormat)
        throw report::Error(file.string(), "was written by a newer cal-pkg",
                            "use that one, or another --out");
}

} // namespace

std::string tools_text(const ManifestComponent& component) {
    const BuiltWith& tools = component.built_with;
    return fmt::format("cal-pkg {}, rpmbuild {}, librpm {}, encoder {}", component.program_version,
                       tools.rpmbuild, tools.librpm, tools.encoder);
}

std::string version_release(const ManifestComponent& component) {
    return component.version + "-" + component.release;
}

std::string manifest_text(const Manifest& manifest) {
    Manifest sorted = manifest;
    std::ranges::sort(sorted.components, {}, &ManifestComponent::component);
    std::ranges::sort(sorted.earlier, comes_first);
    std::ranges::sort(sorted.others, {}, &Artifact::path);
    Json json = {{"format", kFormat}, {"target", sorted.target}};
    if (sorted.signature) json["signature"] = to_json(*sorted.signature);
    for (auto [key, list] :
         {std::pair("components", &sorted.components), {"earlier", &sorted.earlier}}) {
        json[key] = Json::array();
        for (ManifestComponent& component : *list) {
            std::ranges::sort(component.artifacts, {}, &Artifact::path);
            json[key].push_back(to_json(component));
        }
    }
    json["others"] = Json::array();
    for (const Artifact& artifact : sorted.others) json["others"].push_back(to_json(artifact));
    json["earlier_metadata"] = sorted.earlier_metadata;
    // Findings may quote names that are not UTF-8, which JSON cannot hold.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Manifest parse_manifest(const std::string& text, const std::filesystem::path& file) {
    try {
        const Json json = Json::parse(report::shallow_json(text, file.string()));
        require_known_format(json.at("format"), file);
        Manifest manifest;
        manifest.target = text_of(json, "target");
        if (json.contains("signature")) manifest.signature = signature_from(json.at("signature"));
        for (const Json& component : json.at("components"))
            manifest.components.push_back(component_from(component));
        read_history(json, manifest);
        return manifest;
    } catch (const Json::exception& error) {
        throw damaged(file, report::json_fault(error));
    } catch (const std::domain_error& error) {
        throw damaged(file, error.what());
    }
}

std::optional<Manifest> read_published(const std::filesystem::path& directory,
                                       const std::string& target) {
    const std::string name = directory.string();
    const std::optional<struct stat> status = fs::status_if_there(directory);
    if (!status) return {};
    // Its place would be taken, or the directory that it leads to be replaced where nobody has named it.
    if (S_ISLNK(status->st_mode))
        throw report::Error(name, "is a symbolic link, and would have to be a directory",
                            "put the directory that it leads to in its place");
    if (!S_ISDIR(status->st_mode))
        throw report::Error(name, "is not a directory", "move it away, or choose another --out");
    std::error_code failure;
    const bool empty = std::filesystem::is_empty(directory, failure);
    if (failure) throw report::system_error(directory.string(), "read", failure.value());
    if (empty) return {};

    const std::filesystem::path file = directory / kManifestName;
    if (!fs::is_there(file))
        throw report::Error(name, "holds files but no manifest.json, so it was not made by cal-pkg",
                            "choose another --out, or move it away");
    Manifest manifest = parse_manifest(fs::read_file(file), file);
    if (!target.empty() && manifest.target != target)
        throw damaged(file, "it is of target " + manifest.target);
    return manifest;
}

} // namespace calpkg::repo
