#include "lib/report/formats/sarif.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string_view>

namespace calpkg::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A path or an address as a URI reference (RFC 3986): what it may not hold becomes %XX.
std::string uri(const std::string& subject) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789-._~/:@!$&'()*+,;=?%";
    constexpr std::string_view digits = "0123456789ABCDEF";
    const bool address = subject.find("://") != std::string::npos;
    // A colon in the first part of a relative path would end a scheme.
    std::string out = !address && subject.find(':') < subject.find('/') ? "./" : "";
    for (const char byte : subject) {
        const auto value = static_cast<unsigned char>(byte);
        const bool special = !address && (byte == '?' || byte == '%');
        if (!special && allowed.find(byte) != std::string_view::npos)
            out += byte;
        else
            out.append({'%', digits[value >> 4], digits[value & 15]});
    }
    return out;
}

std::string text_of(const Finding& finding) {
    std::string text = finding.subject + ": " + finding.message;
    if (!finding.remedy.empty()) text += "; " + finding.remedy;
    return text;
}

Json rule(const std::string& id, const Explanation* explanation) {
    if (explanation == nullptr) return {{"id", id}};
    return {{"id", id},
            {"shortDescription", {{"text", explanation->meaning}}},
            {"fullDescription", {{"text", explanation->why}}},
            {"help", {{"text", explanation->remedy}}},
            {"defaultConfiguration", {{"level", explanation->severities.front()}}}};
}

} // namespace

std::string sarif(const Findings& findings, const std::vector<Explanation>& explained,
                  const std::string& version) {
    std::set<std::string> ids;
    for (const Finding& finding : findings) ids.insert(finding.id);
    Json rules = Json::array(), results = Json::array();
    for (const std::string& id : ids) rules.push_back(rule(id, explanation_of(explained, id)));
    for (const Finding& finding : findings)
        results.push_back(
            {{"ruleId", finding.id},
             {"ruleIndex", std::distance(ids.begin(), ids.find(finding.id))},
             {"level", to_string(finding.severity)},
             {"message", {{"text", text_of(finding)}}},
             {"locations",
              Json::array({{{"physicalLocation",
                             {{"artifactLocation", {{"uri", uri(finding.subject)}}}}}}})}});
    const Json driver{{"name", "cal-pkg"}, {"version", version}, {"rules", rules}};
    const Json run{{"tool", {{"driver", driver}}}, {"results", results}};
    const Json all{{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace calpkg::report
