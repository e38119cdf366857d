#include "lib/layout/yaml.hpp"

#include "lib/fs/file.hpp"
#include "lib/layout/documents/second_document.hpp"
#include "lib/report/utf8.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace calpkg::layout {

namespace {

constexpr std::uintmax_t largest_file = 1U << 20;
constexpr int deepest = 32;
/// Aliases of aliases can make few lines into billions of nodes. What is written out has at most one a byte.
constexpr std::size_t most_repeated = 50'000;

/// yaml-cpp replaces invalid UTF-8 silently and stops at the byte 0x04 as if the file ended there.
void check_characters(const std::string& content, const std::string& file) {
    Position at{file, 1, 1};
    std::size_t begin = 0; // of the line
    for (std::size_t i = 0; i < content.size();) {
        const auto byte = static_cast<unsigned char>(content[i]);
        const std::size_t length = report::utf8_sequence_length(content, i);
        at.column = static_cast<int>(i - begin) + 1;
        if (length == 0)
            throw error_at(at, fmt::format("byte 0x{:02x} is not valid UTF-8", byte),
                           "save the file as UTF-8");
        const bool control = byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t';
        if (control || byte == 0x7f)
            throw error_at(at, fmt::format("control character 0x{:02x}", byte), "remove it");
        if (byte == '\n') {
            ++at.line;
            begin = i + 1;
        }
        i += length;
    }
}

/// Turns yaml-cpp's nodes into Values.
class Converter {
public:
    /// Of `file`, which holds `content`.
    Converter(std::string file, std::string_view content)
        : file_(std::move(file)),
          last_line_(1 + static_cast<int>(std::ranges::count(content, '\n'))),
          most_nodes_(content.size() + most_repeated) {}

    Value convert(const YAML::Node& node, int depth = 0) {
        Value value;
        value.at = position(node);
        if (depth > deepest) throw error_at(value.at, "nests too deeply");
        if (++nodes_ > most_nodes_) throw error_at(value.at, "repeats too much by aliases");
        if (node.IsScalar()) {
            value.kind = Value::Kind::scalar;
            value.text = node.Scalar();
            value.quoted = node.Tag() == "!";
        } else if (node.IsSequence()) {
            value.kind = Value::Kind::list;
            for (const YAML::Node& item : node) value.items.push_back(convert(item, depth + 1));
        } else if (node.IsMap()) {
            value.kind = Value::Kind::map;
            convert_members(node, depth, value);
        }
        return value;
    }

private:
    using Lines = std::unordered_map<std::string, int>; ///< of a mapping's keys

    /// An item of a list that is empty yaml-cpp finds in the line after it, which need not be there.
    Position position(const YAML::Node& node) const {
        return {file_, std::clamp(node.Mark().line + 1, 1, last_line_),
                std::max(node.Mark().column, 0) + 1};
    }

    void convert_members(const YAML::Node& node, int depth, Value& map) {
        std::vector<Value> merged;
        Lines lines;
        for (const auto& pair : node) {
            const Position at = position(pair.first);
            if (!pair.first.IsScalar()) throw error_at(at, "a key must be plain text");
            const std::string& key = pair.first.Scalar();
            Value value = convert(pair.second, depth + 1);
            if (value.kind == Value::Kind::null) value.at = at; // yaml-cpp gives the line after it
            if (key == "<<") {
                merged.push_back(std::move(value));
                continue;
            }
            const auto [first, is_new] = lines.emplace(key, at.line);
            if (!is_new)
                throw error_at(
                    at,
                    fmt::format("key '{}' is given twice (first in line {})", key, first->second),
                    "remove one of the two");
            map.members.push_back({key, at, std::move(value)});
        }
        for (const Value& value : merged) merge(value, map, lines);
    }

    /// YAML 1.1's merge key: what the mapping gives itself wins.
    static void merge(const Value& value, Value& map, Lines& lines) {
        if (value.kind == Value::Kind::list) {
            for (const Value& item : value.items) merge(item, map, lines);
            return;
        }
        if (value.kind != Value::Kind::map)
            throw error_at(value.at, fmt::format("'<<' takes a mapping, not {}", described(value)));
        for (const Value::Member& member : value.members)
            if (lines.emplace(member.key, member.at.line).second) map.members.push_back(member);
    }

    std::string file_;
    int last_line_;
    std::size_t most_nodes_;
    std::size_t nodes_ = 0;
};

/// Whether nothing can follow the document `node` of `content`: a block mapping without indentation ends at a marker
/// alone. (A second parse takes as long as the first.)
bool is_only_document(const YAML::Node& node, std::string_view content) {
    return node.IsMap() && node.Style() == YAML::EmitterStyle::Block && node.Mark().column == 0 &&
           content.find("\n---") == std::string_view::npos &&
           content.find("\n...") == content.rfind("\n...");
}

/// The document in `content`. yaml-cpp takes the end of the file for the end of a quoted text that
/// nobody closed; an explicit end of the document (`...`) makes that the error it is.
YAML::Node parse(std::string content, const std::string& file) {
    if (!content.empty() && content.back() != '\n') content += '\n';
    const auto lines = static_cast<int>(std::count(content.begin(), content.end(), '\n'));
    content += "...\n";
    try {
        YAML::Node node = YAML::Load(content);
        if (is_only_document(node, content)) return node;
        const std::optional<YAML::Mark> second = second_document(content);
        if (node.IsNull()) throw error_at({file, 1}, "the file is empty");
        if (second)
            throw error_at({file, std::max(second->line, 0) + 1}, "a second YAML document",
                           "one document a file: remove the '---'");
        return node;
    } catch (const YAML::Exception& error) {
        throw error_at({file, std::clamp(error.mark.line + 1, 1, std::max(lines, 1)),
                        std::max(error.mark.column, 0) + 1},
                       "not valid YAML: " + error.msg);
    }
}

} // namespace

report::Error error_at(const Position& at, const std::string& reason, const std::string& remedy) {
    report::Error error(at.text(), reason, remedy);
    error.set_place({at.file, at.line, at.column});
    return error;
}

std::string described(const Value& value) {
    switch (value.kind) {
    case Value::Kind::null: return "nothing";
    case Value::Kind::scalar: return fmt::format("'{}'", value.text);
    case Value::Kind::list: return "a list";
    case Value::Kind::map: return "a mapping";
    }
    return "something else";
}

Value read_yaml(const std::filesystem::path& file) {
    const std::string content = fs::read_file(file, largest_file);
    check_characters(content, file.string());
    return Converter(file.string(), content).convert(parse(content, file.string()));
}

} // namespace calpkg::layout
