#include "lib/provenance/statement.hpp"

#include "lib/provenance/json.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace calpkg::provenance {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kStatementType = "https://in-toto.io/Statement/v1";
constexpr const char* kPredicateType = "https://slsa.dev/provenance/v1";
// Names, not addresses: as the build host of every package they are of no machine.
constexpr const char* kBuildType = "https://calamari.invalid/cal-pkg/build/v1";
constexpr const char* kBuilder = "https://calamari.invalid/cal-pkg";

std::string name_of(const Json& component) {
    std::string name;
    for (const char* part : {"name", "version", "release"})
        name += component.at(part).get<std::string>() + "-";
    name.back() = '.';
    return name + component.at("arch").get<std::string>();
}

/// What somebody has decided who had it built.
Json external(const Json& component, const MadeFrom& made_from) {
    Json json = {{"build", name_of(component)},      {"component", component.at("component")},
                 {"commit", component.at("commit")}, {"describe", component.at("describe")},
                 {"dirty", component.at("dirty")},   {"settings", made_from.settings}};
    if (!made_from.version.empty()) json["version"] = made_from.version;
    if (made_from.keep_venv) json["keepVenv"] = true;
    if (component.contains("accepted")) json["accepted"] = component.at("accepted");
    if (component.contains("web_apps")) json["webApps"] = component.at("web_apps").at("from");
    return json;
}

/// What it was built with.
Json internal(const Json& component) {
    Json json = {{"build", name_of(component)}, {"calPkg", component.at("program_version")}};
    if (!component.contains("built_with")) return json;
    const Json& tools = component.at("built_with");
    json["rpmbuild"] = tools.at("rpmbuild");
    json["librpm"] = tools.at("librpm");
    json["createrepoC"] = tools.at("createrepo_c");
    json["encoder"] = tools.at("encoder");
    return json;
}

Json subject(const Json& artifact, const std::string& build) {
    return {{"name", artifact.at("path")},
            {"digest", {{"sha256", artifact.at("sha256")}}},
            {"annotations", {{"build", build}, {"headerSha256", artifact.at("header_sha256")}}}};
}

/// The lists of a statement.
struct Lists {
    Json subjects = Json::array(), external = Json::array(), internal = Json::array(),
         resources = Json::array();

    void add(const Json& component) {
        if (component.at("artifacts").empty()) return;
        const std::string build = name_of(component);
        MadeFrom made_from;
        if (component.contains("made_from")) // what an older cal-pkg has built has none
            made_from = made_from_json(component.at("made_from"));
        for (const Json& artifact : component.at("artifacts"))
            subjects.push_back(subject(artifact, build));
        external.push_back(provenance::external(component, made_from));
        internal.push_back(provenance::internal(component));
        for (const Resource& resource : made_from.resources) {
            resources.push_back(to_json(resource));
            resources.back()["annotations"] = {{"build", build}};
        }
    }
};

Build build_from(const Json& json) {
    Build build;
    build.name = text_of(json, "build");
    build.component = text_of(json, "component");
    build.commit = text_of(json, "commit");
    build.describe = text_of(json, "describe");
    build.dirty = json.at("dirty").get<bool>();
    build.accepted = json.value("accepted", build.accepted);
    build.web_apps = json.value("webApps", build.web_apps);
    build.made_from.settings = json.value("settings", build.made_from.settings);
    build.made_from.version = json.value("version", build.made_from.version);
    build.made_from.keep_venv = json.value("keepVenv", build.made_from.keep_venv);
    return build;
}

/// The build that `json`, which is elsewhere in the statement, is about.
Build& build_of(Statement& statement, const Json& json) {
    const auto found = std::ranges::find(statement.builds, text_of(json, "build"), &Build::name);
    if (found != statement.builds.end()) return *found;
    throw std::domain_error("it tells of " + text_of(json, "build") + " in one place only");
}

void read_predicate(const Json& definition, Statement& statement) {
    const Json& parameters = definition.at("externalParameters");
    statement.target = text_of(parameters, "target");
    for (const Json& build : parameters.at("builds")) statement.builds.push_back(build_from(build));
    for (const Json& json : definition.at("internalParameters").at("builds")) {
        Build& build = build_of(statement, json);
        build.cal_pkg = text_of(json, "calPkg");
        build.rpmbuild = json.value("rpmbuild", build.rpmbuild);
        build.encoder = json.value("encoder", build.encoder);
    }
    for (const Json& json : definition.at("resolvedDependencies"))
        build_of(statement, json.at("annotations"))
            .made_from.resources.push_back(resource_from_json(json));
}

} // namespace

std::string statement_text(const std::string& manifest_text) {
    const Json manifest = Json::parse(manifest_text);
    Lists lists;
    for (const char* list : {"components", "earlier"})
        for (const Json& component : manifest.at(list)) lists.add(component);
    const Json statement = {
        {"_type", kStatementType},
        {"subject", lists.subjects},
        {"predicateType", kPredicateType},
        {"predicate",
         {{"buildDefinition",
           {{"buildType", kBuildType},
            {"externalParameters", {{"target", manifest.at("target")}, {"builds", lists.external}}},
            {"internalParameters", {{"builds", lists.internal}}},
            {"resolvedDependencies", lists.resources}}},
          {"runDetails", {{"builder", {{"id", kBuilder}}}}}}}};
    return statement.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Statement read_statement(const std::string& text, const std::string& file) {
    const auto refused = [&](const std::string& why) {
        return report::Error(file, "is not a statement of cal-pkg's builds (" + why + ")",
                             "give the provenance.json that was published with the package");
    };
    try {
        const Json json = Json::parse(report::shallow_json(text, file));
        const Json& definition = json.at("predicate").at("buildDefinition");
        if (text_of(json, "_type") != kStatementType ||
            text_of(json, "predicateType") != kPredicateType ||
            text_of(definition, "buildType") != kBuildType)
            throw refused("it is of another type");
        Statement statement;
        read_predicate(definition, statement);
        for (const Json& subject : json.at("subject")) {
            const Json& annotations = subject.at("annotations");
            build_of(statement, annotations)
                .subjects.push_back({text_of(subject, "name"),
                                     text_of(subject.at("digest"), "sha256"),
                                     text_of(annotations, "headerSha256")});
        }
        return statement;
    } catch (const Json::parse_error&) {
        throw refused("it is no JSON");
    } catch (const Json::exception& error) {
        throw refused(report::json_fault(error));
    } catch (const std::domain_error& error) {
        throw refused(error.what());
    }
}

} // namespace calpkg::provenance
