#include "lib/layout/target.hpp"

#include "lib/layout/mapping.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace calpkg::layout {

namespace {

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

const Keys& signatures_keys() {
    static const Keys keys{{{"over", takes::word({"header", "payload"}), required},
                            {"keys", takes::texts(forms::identifier), required},
                            {"subkeys", takes::flag()}}};
    return keys;
}

TargetSignatures read_signatures(const Mapping& top) {
    TargetSignatures signatures;
    const Value::Member* member = top.find("signatures");
    if (member == nullptr) return signatures;
    const Mapping given(member->value, "'signatures'", signatures_keys());
    signatures.payload = given.word("over") == "payload";
    signatures.keys = given.texts("keys");
    signatures.subkeys = given.flag_or("subkeys", true);
    return signatures;
}

} // namespace

const Keys& target_keys() {
    constexpr std::uint32_t largest = std::numeric_limits<std::uint32_t>::max();
    static const Keys keys{
        {{"target", takes::text(forms::package_name), required},
         {"summary", takes::text(forms::line), required},
         {"dist", takes::text(forms::dist_tag), required},
         {"rhel", takes::number(largest)},
         {"rpm", takes::text(forms::dotted_number), required},
         {"arch", takes::text(forms::dist_tag), required},
         {"platform", takes::text(forms::token), required},
         {"python", takes::text(forms::dotted_number), required},
         {"glibc", takes::text(forms::dotted_number), required},
         {"payload", takes::text(forms::payload), required},
         {"source-payload", takes::text(forms::payload), required},
         {"rpmlib", takes::texts(forms::token), required},
         {"header-limit", takes::number(largest)},
         {"signatures", takes::mapping(signatures_keys())},
         {"features", takes::texts(forms::identifier)},
         {"variables", takes::map(forms::identifier, takes::text(forms::variable_value))},
         {"packages", takes::map(forms::capability, takes::text(forms::capability))}}};
    return keys;
}

Target read_target(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the target", target_keys());
    Target target;
    target.file = file;
    target.name = top.own_name("target", file);
    target.summary = top.text("summary");
    target.dist = top.text("dist");
    target.rhel =
        number_or_none(top, "rhel", "a release number, like 6; omit it where %rhel is not defined");
    target.rpm = top.text("rpm");
    target.arch = top.text("arch");
    target.platform = top.text("platform");
    target.python = top.text("python");
    target.glibc = top.text("glibc");
    target.payload = top.text("payload");
    target.source_payload = top.text("source-payload");
    target.rpmlib = top.texts("rpmlib");
    target.header_limit = number_or_none(top, "header-limit",
                                         "a number of bytes; omit it where the limit is not known");
    target.signatures = read_signatures(top);
    target.features = top.texts_or_none("features");
    target.variables = top.pairs("variables");
    target.packages = top.pairs("packages");
    return target;
}

} // namespace calpkg::layout
