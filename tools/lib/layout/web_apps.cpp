#include "lib/layout/web_apps.hpp"

namespace calpkg::layout {

namespace {

KnownFinding read_known(const Value& value) {
    const Mapping mapping(value, "a known finding");
    mapping.allow_only({"id", "file", "names", "reason"});
    KnownFinding known;
    known.id = mapping.text("id", forms::identifier);
    known.file = mapping.text("file", forms::glob);
    known.names = mapping.text_or("names", forms::glob, {});
    known.reason = mapping.text("reason", forms::line);
    return known;
}

} // namespace

WebAppRules read_web_apps(const Mapping& mapping) {
    mapping.allow_only({"served", "expected", "known"});
    WebAppRules rules;
    rules.served = mapping.texts_or_none("served", forms::installed_path);
    rules.expected = mapping.texts_or_none("expected", forms::checkout_path);
    const Value::Member* known = mapping.find("known");
    if (known == nullptr) return rules;
    if (known->value.kind != Value::Kind::list)
        throw error_at(known->value.at, "'known' must be a list, not " + described(known->value));
    for (const Value& item : known->value.items) rules.known.push_back(read_known(item));
    return rules;
}

} // namespace calpkg::layout
