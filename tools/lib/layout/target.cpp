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

unsigned read_rhel(const Mapping& top) {
    const Value::Member* member = top.find("rhel");
    if (member == nullptr) return 0;
    const std::string text = text_of(member->value, "rhel", forms::anything);
    unsigned rhel = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, rhel);
    if (failure != std::errc() || stop != end || rhel == 0)
        throw error_at(member->value.at, fmt::format("'rhel' cannot be '{}'", text),
                       "it takes a release number, like 6; omit it where %rhel is not defined");
    return rhel;
}

} // namespace

Target read_target(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the target");
    top.allow_only({"target", "summary", "dist", "rhel", "rpm", "arch", "platform", "python",
                    "glibc", "payload", "source-payload", "rpmlib", "features", "variables",
                    "packages"});
    Target target;
    target.file = file;
    read_name(top, target);
    target.summary = top.text("summary", forms::line);
    target.dist = top.text("dist", forms::dist_tag);
    target.rhel = read_rhel(top);
    target.rpm = top.text("rpm", forms::dotted_number);
    target.arch = top.text("arch", forms::dist_tag);
    target.platform = top.text("platform", forms::token);
    target.python = top.text("python", forms::dotted_number);
    target.glibc = top.text("glibc", forms::dotted_number);
    target.payload = top.text("payload", forms::payload);
    target.source_payload = top.text("source-payload", forms::payload);
    target.rpmlib = top.texts("rpmlib", forms::token);
    target.features = top.texts_or_none("features", forms::identifier);
    target.variables = top.pairs("variables", forms::identifier, forms::variable_value);
    target.packages = top.pairs("packages", forms::capability, forms::capability);
    return target;
}

} // namespace calpkg::layout
