#include "lib/provenance/bill.hpp"

#include "lib/hash/digest.hpp"
#include "lib/provenance/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace calpkg::provenance {

namespace {

using Json = nlohmann::ordered_json;

Json sha256(const std::string& digest) {
    return Json::array({{{"alg", "SHA-256"}, {"content", digest}}});
}

void add_property(Json& component, const char* name, const std::string& value) {
    if (!value.empty())
        component["properties"].push_back(
            {{"name", fmt::format("cal-pkg:{}", name)}, {"value", value}});
}

/// As a package URL has it: everything but letters, digits and ".-_~" in percent signs and hex digits.
std::string in_url(std::string_view text) {
    std::string url;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') ||
                           std::string_view(".-_~").find(c) != std::string_view::npos;
        url += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return url;
}

/// purl-spec's rule for PyPI: lower case, and no underscores.
std::string pypi_name(std::string name) {
    for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == '_') c = '-';
    }
    return name;
}

/// Empty for what no registry has: a banner's name is not bower's.
std::string package_url(const Part& part) {
    const bool python = part.kind == Part::Kind::python;
    if (part.own || part.version.empty() || (!python && part.wanted_by.empty())) return {};
    return fmt::format("pkg:{}/{}@{}", python ? "pypi" : "bower",
                       in_url(python ? pypi_name(part.name) : part.name), in_url(part.version));
}

Json component_of(const Part& part, const std::string& reference) {
    Json component = {{"type", "library"}, {"bom-ref", reference}, {"name", part.name}};
    if (!part.version.empty()) component["version"] = part.version;
    if (!part.sha256.empty()) component["hashes"] = sha256(part.sha256);
    if (!part.license.empty())
        component["licenses"] = Json::array({{{"license", {{"name", part.license}}}}});
    if (const std::string url = package_url(part); !url.empty()) component["purl"] = url;
    add_property(component, "archive", part.archive);
    add_property(component, "metadata-sha256", part.metadata_sha256);
    if (part.own) add_property(component, "made-of", "checkout");
    for (const std::string& file : part.wanted_by) add_property(component, "wanted-by", file);
    for (const std::string& place : part.places)
        component["evidence"]["occurrences"].push_back({{"location", place}});
    return component;
}

/// The commit that it was made of, if it was made of one.
void add_commit(Json& package, const Json& build, const MadeFrom& made_from) {
    const Resource* checkout = made_from.find(kCheckout);
    if (checkout == nullptr) return;
    Json commit = {{"uid", build.at("commit")}};
    if (!checkout->uri.empty()) {
        const std::string address = checkout->uri.substr(0, checkout->uri.rfind('@'));
        package["externalReferences"] =
            Json::array({{{"type", "vcs"}, {"url", address.substr(address.find('+') + 1)}}});
    }
    add_property(package, "describe", text_of(build, "describe"));
    if (build.at("dirty").get<bool>()) add_property(package, "dirty", "true");
    package["pedigree"]["commits"] = Json::array({std::move(commit)});
}

/// The lists of a document.
struct BillLists {
    Json packages = Json::array();
    Json complete = Json::array(), unknown = Json::array(); ///< references

    void add(const Json& build);

private:
    void add_package(const Json& build, const Json& artifact, const MadeFrom& made_from);
};

void BillLists::add_package(const Json& build, const Json& artifact, const MadeFrom& made_from) {
    const auto path = text_of(artifact, "path");
    const bool source = path.ends_with(".src.rpm");
    const std::string version = text_of(build, "version") + "-" + text_of(build, "release");
    Json package = {
        {"type", "application"},
        {"bom-ref", path},
        {"name", build.at("name")},
        {"version", version},
        {"hashes", sha256(text_of(artifact, "sha256"))},
        {"purl", fmt::format("pkg:rpm/{}@{}?arch={}", in_url(text_of(build, "name")),
                             in_url(version), source ? "src" : text_of(build, "arch"))}};
    add_commit(package, build, made_from);
    if (source) {
        add_property(package, "source-of", text_of(build, "name"));
    } else if (made_from.parts) {
        for (const Part& part : *made_from.parts)
            package["components"].push_back(
                component_of(part, fmt::format("{}#{}", path, package["components"].size())));
    }
    (made_from.parts && !source ? complete : unknown).push_back(path);
    packages.push_back(std::move(package));
}

void BillLists::add(const Json& build) {
    MadeFrom made_from;
    if (build.contains("made_from")) made_from = made_from_json(build.at("made_from"));
    for (const Json& artifact : build.at("artifacts")) add_package(build, artifact, made_from);
}

/// A UUID of version 8 (RFC 9562, section 5.8), from the beginning of a SHA-256.
std::string serial(const std::string& digest) {
    return fmt::format("urn:uuid:{}-{}-8{}-{:x}{}-{}", digest.substr(0, 8), digest.substr(8, 4),
                       digest.substr(13, 3), 8 + std::stoi(digest.substr(16, 1), nullptr, 16) % 4,
                       digest.substr(17, 3), digest.substr(20, 12));
}

std::string dumped(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

std::string bill_text(const std::string& manifest_text) {
    const Json manifest = Json::parse(manifest_text);
    BillLists lists;
    for (const char* list : {"components", "earlier"})
        for (const Json& build : manifest.at(list)) lists.add(build);
    Json bill = {
        {"bomFormat", "CycloneDX"},
        {"specVersion", "1.5"},
        {"serialNumber", ""},
        {"version", 1},
        {"metadata",
         {{"tools",
           {{"components", Json::array({{{"type", "application"}, {"name", "cal-pkg"}}})}}},
          {"component",
           {{"type", "data"},
            {"bom-ref", "repository"},
            {"name", fmt::format("calamari for {}", text_of(manifest, "target"))}}}}},
        {"components", std::move(lists.packages)},
        {"compositions", Json::array()}};
    // What is not named is not there, as far as files tell, or nobody has looked.
    for (const auto& [aggregate, references] :
         {std::pair("incomplete", &lists.complete), std::pair("unknown", &lists.unknown)})
        if (!references->empty())
            bill["compositions"].push_back({{"aggregate", aggregate}, {"assemblies", *references}});
    bill["serialNumber"] = serial(hash::sha256(dumped(bill)));
    return dumped(bill);
}

bool is_bill(const std::string& text) {
    constexpr std::size_t head = 500; // tools stand before everything that depends on the packages
    const std::string begin = text.substr(0, head);
    return begin.starts_with("{\n  \"bomFormat\": \"CycloneDX\"") &&
           begin.find("\"name\": \"cal-pkg\"") != std::string::npos;
}

} // namespace calpkg::provenance
