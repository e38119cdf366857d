#include "lib/layout/web_apps.hpp"

namespace calpkg::layout {

namespace {

const Keys& known_keys() {
    static const Keys keys{{{"id", takes::text(forms::identifier), required},
                            {"file", takes::text(forms::glob), required},
                            {"names", takes::text(forms::glob)},
                            {"reason", takes::text(forms::line), required}}};
    return keys;
}

KnownFinding read_known(const Value& value) {
    const Mapping mapping(value, "a known finding", known_keys());
    KnownFinding known;
    known.id = mapping.text("id");
    known.file = mapping.text("file");
    known.names = mapping.text_or("names", {});
    known.reason = mapping.text("reason");
    return known;
}

} // namespace

const Keys& web_apps_keys() {
    static const Keys keys{{{"served", takes::texts(forms::installed_path)},
                            {"expected", takes::texts(forms::checkout_path)},
                            {"known", takes::list(takes::mapping(known_keys()))}}};
    return keys;
}

WebAppRules read_web_apps(const Value& value) {
    const Mapping mapping(value, "'web-apps'", web_apps_keys());
    WebAppRules rules;
    rules.served = mapping.texts_or_none("served");
    rules.expected = mapping.texts_or_none("expected");
    const Value::Member* known = mapping.find("known");
    if (known == nullptr) return rules;
    if (known->value.kind != Value::Kind::list)
        throw error_at(known->value.at, "'known' must be a list, not " + described(known->value));
    for (const Value& item : known->value.items) rules.known.push_back(read_known(item));
    return rules;
}

} // namespace calpkg::layout
