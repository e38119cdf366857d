#include "lib/schema/shape.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace calpkg::schema {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> kTypes{"string", "integer", "number", "boolean", "null"};

/// Reads one shape, and collects the names of others in it.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    Json read() {
        Json schema = alternatives();
        if (!peek().empty()) fail();
        return schema;
    }

    const std::vector<std::string>& names() const { return names_; }

private:
    [[noreturn]] void fail() const {
        throw std::invalid_argument("shape at: " + std::string(text_));
    }

    /// The next mark or word, "" at the end.
    std::string_view peek() {
        while (text_.starts_with(' ') || text_.starts_with('\n')) text_.remove_prefix(1);
        if (text_.empty()) return {};
        const std::size_t end = text_.find_first_of(" \n{}[]:,|?");
        return text_.substr(0, end == 0 ? 1 : end);
    }

    std::string_view take() {
        const std::string_view token = peek();
        if (token.empty()) fail();
        text_.remove_prefix(token.size());
        return token;
    }

    bool take_if(std::string_view mark) {
        if (peek() != mark) return false;
        take();
        return true;
    }

    void expect(std::string_view mark) {
        if (!take_if(mark)) fail();
    }

    Json alternatives() {
        Json all = Json::array({one()});
        while (take_if("|")) all.push_back(one());
        if (all.size() == 1) return all.front();
        Json words = Json::array();
        for (const Json& each : all)
            if (each.contains("const")) words.push_back(each["const"]);
        if (words.size() == all.size()) return {{"enum", words}};
        return {{"anyOf", all}};
    }

    Json one() {
        const std::string token(take());
        if (token == "{") return object();
        if (token == "[") {
            Json items = alternatives();
            expect("]");
            return {{"type", "array"}, {"items", std::move(items)}};
        }
        if (token.size() > 1 && token.front() == '"' && token.back() == '"')
            return {{"const", token.substr(1, token.size() - 2)}};
        for (const std::string_view type : kTypes)
            if (token == type) return {{"type", token}};
        names_.push_back(token);
        return {{"$ref", "#/$defs/" + token}};
    }

    Json object() {
        Json schema{{"type", "object"}};
        Json properties = Json::object(), required = Json::array();
        Json others = false;
        while (!take_if("}")) {
            const std::string key(take());
            const bool optional = take_if("?");
            expect(":");
            Json value = alternatives();
            if (key == "*") {
                others = std::move(value);
            } else {
                properties[key] = std::move(value);
                if (!optional) required.push_back(key);
            }
            if (peek() != "}") expect(",");
        }
        if (!properties.empty()) schema["properties"] = std::move(properties);
        if (!required.empty()) schema["required"] = std::move(required);
        schema["additionalProperties"] = std::move(others);
        return schema;
    }

    std::string_view text_;
    std::vector<std::string> names_;
};

/// Puts into `definitions` what the shape `name` is, and what it names.
void define(const std::string& name, const Shapes& shapes, Json& definitions) {
    if (definitions.contains(name)) return;
    const auto found = shapes.find(name);
    if (found == shapes.end()) throw std::invalid_argument("no shape " + name);
    Reader reader(found->second);
    definitions[name] = reader.read();
    for (const std::string& other : reader.names()) define(other, shapes, definitions);
}

} // namespace

std::string shape_schema(const std::string& title, const std::string& name, const Shapes& shapes) {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
    Json definitions = Json::object();
    define(name, shapes, definitions);
    schema.update(definitions[name]);
    definitions.erase(name);
    if (!definitions.empty()) schema["$defs"] = std::move(definitions);
    return schema.dump(2) + "\n";
}

} // namespace calpkg::schema
