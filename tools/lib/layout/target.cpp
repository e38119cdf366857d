#include "lib/layout/target.hpp"

#include "lib/layout/mapping.hpp"

#include <fmt/format.h>

#include <charconv>

namespace calpkg::layout {

namespace {

void read_name(const Mapping& top, Target& target) {
    target.name = top.text("target", forms::package_name);
    const std::string stem = target.file.stem().string();
    if (target.name != stem)
        throw error_at(
            top.require("target").at,
            fmt::format("the target '{}' is in '{}'", target.name, target.file.filename().string()),
            fmt::format("rename the file to '{}.yaml'", target.name));
}

/// A number above 0; 0 where the key is missing. `takes` tells what it takes.
std::uint32_t number_or_none(const Mapping& top, const std::string& key, const std::string& takes) {
    const Value::Member* member = top.find(key);
    if (member == nullptr) return 0;
    const std::string text = text_of(member->value, key, forms::anything);
    std::uint32_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc() || stop != end || number == 0)
        throw error_at(member->value.at, fmt::format("'{}' cannot be '{}'", key, text),
                       "it takes " + takes);
    return number;
}

TargetSignatures read_signatures(const Mapping& top) {
    TargetSignatures signatures;
    const Value::Member* member = top.find("signatures");
    if (member == nullptr) return signatures;
    const Mapping given(member->value, "'signatures'");
    given.allow_only({"over", "keys", "subkeys"});
    signatures.payload = given.word("over", {"header", "payload"}) == "payload";
    signatures.keys = given.texts("keys", forms::identifier);
    signatures.subkeys = given.flag_or("subkeys", true);
    return signatures;
}

} // namespace

Target read_target(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the target");
    top.allow_only({"target", "summary", "dist", "rhel", "rpm", "arch", "platform", "python",
                    "glibc", "payload", "source-payload", "rpmlib", "header-limit", "signatures",
                    "features", "variables", "packages"});
    Target target;
    target.file = file;
    read_name(top, target);
    target.summary = top.text("summary", forms::line);
    target.dist = top.text("dist", forms::dist_tag);
    target.rhel =
        number_or_none(top, "rhel", "a release number, like 6; omit it where %rhel is not defined");
    target.rpm = top.text("rpm", forms::dotted_number);
    target.arch = top.text("arch", forms::dist_tag);
    target.platform = top.text("platform", forms::token);
    target.python = top.text("python", forms::dotted_number);
    target.glibc = top.text("glibc", forms::dotted_number);
    target.payload = top.text("payload", forms::payload);
    target.source_payload = top.text("source-payload", forms::payload);
    target.rpmlib = top.texts("rpmlib", forms::token);
    target.header_limit = number_or_none(top, "header-limit",
                                         "a number of bytes; omit it where the limit is not known");
    target.signatures = read_signatures(top);
    target.features = top.texts_or_none("features", forms::identifier);
    target.variables = top.pairs("variables", forms::identifier, forms::variable_value);
    target.packages = top.pairs("packages", forms::capability, forms::capability);
    return target;
}

} // namespace calpkg::layout
