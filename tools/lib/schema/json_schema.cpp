#include "lib/schema/json_schema.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace calpkg::schema {

namespace {

using layout::Form;
using layout::Key;
using layout::Keys;
using Json = nlohmann::ordered_json;

/// YAML makes numbers and truth values of texts that look so, and the reader takes them as they are written.
Json types_of(const layout::TextForm& text) {
    Json types = {"string"};
    if (text.accepts("1")) types.push_back(text.accepts("1.5") ? "number" : "integer");
    if (text.accepts("true")) types.push_back("boolean");
    return types.size() == 1 ? types.front() : types;
}

Json text_schema(const Form& form) {
    const layout::TextForm& text = *form.text;
    Json schema{{"type", types_of(text)}};
    if (text.accepts("1") && !text.accepts("-1")) schema["minimum"] = 0;
    if (!text.pattern.empty()) schema["pattern"] = text.pattern;
    if (!form.except.empty()) schema["not"] = {{"type", "string"}, {"pattern", form.except}};
    schema["description"] = text.form;
    return schema;
}

Json word_schema(const std::vector<std::string>& words) {
    Json choices = Json::array();
    for (const std::string& word : words) {
        choices.push_back(word);
        if (word.find_first_not_of("0123456789") == word.npos) choices.push_back(std::stoul(word));
    }
    return {{"enum", choices}};
}

/// A list that is not empty and has nothing twice.
Json several(const Json& items) {
    return {{"type", "array"}, {"minItems", 1}, {"uniqueItems", true}, {"items", items}};
}

Json one_or_several(const Json& item) { return {{"anyOf", {item, several(item)}}}; }

/// A regular expression of the numbers from `least`, 0 or 1, to `most`, perhaps with zeros before.
std::string numbers_between(std::size_t least_number, std::uint32_t most) {
    const std::string digits = std::to_string(most);
    std::string pattern = "^0*(" + digits;
    for (std::size_t i = 0; i < digits.size(); ++i) { // less from this digit on
        const char least = i == 0 ? '1' : '0';
        if (digits[i] == least) continue;
        const std::string rest = std::to_string(digits.size() - i - 1);
        pattern += "|" + digits.substr(0, i) + "[" + least + "-" +
                   static_cast<char>(digits[i] - 1) + "][0-9]{" + rest + "}";
    }
    if (digits.size() > 1) pattern += "|[1-9][0-9]{0," + std::to_string(digits.size() - 2) + "}";
    return pattern + (least_number == 0 ? "|0)$" : ")$");
}

Json number_schema(const Form& form) {
    return {{"type", {"integer", "string"}},
            {"minimum", form.least},
            {"maximum", form.most},
            {"pattern", numbers_between(form.least, form.most)},
            {"description", fmt::format("a number from {} to {}", form.least, form.most)}};
}

Json mapping_schema(const Keys& keys);

Json schema_of(const Form& form) {
    switch (form.kind) {
    case Form::Kind::text:
    case Form::Kind::name: return text_schema(form);
    case Form::Kind::texts: return several(text_schema(form));
    case Form::Kind::text_or_texts:
    case Form::Kind::names: return one_or_several(text_schema(form));
    case Form::Kind::word: return word_schema(form.words);
    case Form::Kind::words: return one_or_several(word_schema(form.words));
    case Form::Kind::number: return number_schema(form);
    case Form::Kind::flag: return {{"type", "boolean"}};
    case Form::Kind::mode:
        return {{"type", "string"},
                {"pattern", "^0[0-7]{3,4}$"},
                {"description", "octal and in quotes, like \"0644\""}};
    case Form::Kind::map: break;
    case Form::Kind::list: {
        Json schema{{"type", "array"}, {"items", schema_of(form.items.at(0))}};
        if (form.least > 0) schema["minItems"] = form.least;
        return schema;
    }
    case Form::Kind::mapping: {
        if (form.kinds.size() == 1) return mapping_schema(*form.kinds.front());
        Json kinds = Json::array();
        for (const Keys* keys : form.kinds) kinds.push_back(mapping_schema(*keys));
        return {{"oneOf", kinds}};
    }
    }
    Json schema{{"type", "object"}, {"additionalProperties", schema_of(form.items.at(0))}};
    if (!form.text->pattern.empty()) schema["propertyNames"] = {{"pattern", form.text->pattern}};
    return schema;
}

Json properties_of(const std::vector<Key>& keys) {
    Json properties = Json::object();
    for (const Key& key : keys) properties[key.name] = schema_of(key.form);
    return properties;
}

Json alternative_schema(const layout::Alternative& alternative) {
    Json properties = properties_of(alternative.narrower);
    for (const std::string& key : alternative.without) properties[key] = false;
    Json schema = Json::object();
    if (!alternative.with.empty()) schema["required"] = alternative.with;
    if (!properties.empty()) schema["properties"] = properties;
    return schema;
}

Json mapping_schema(const Keys& keys) {
    Json schema{{"type", "object"}, {"properties", properties_of(keys.keys)}};
    Json required = Json::array();
    for (const Key& key : keys.keys)
        if (key.required) required.push_back(key.name);
    if (!required.empty()) schema["required"] = required;
    schema["additionalProperties"] = false;
    for (const layout::Alternative& alternative : keys.alternatives)
        schema["anyOf"].push_back(alternative_schema(alternative));
    return schema;
}

} // namespace

std::string json_schema(const std::string& title, const layout::Keys& keys) {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
    schema.update(mapping_schema(keys));
    return schema.dump(2) + "\n";
}

} // namespace calpkg::schema
