#pragma once

#include "lib/layout/layout.hpp"
#include "lib/report/error.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::layout {

/// A node of a YAML document, with aliases and merge keys (`<<`) already put in place.
struct Value {
    enum class Kind { null, scalar, list, map };
    struct Member;

    Kind kind = Kind::null;
    Position at;
    std::string text;            ///< scalar: as written, so 2.10 stays "2.10"
    bool quoted = false;         ///< scalar: in quotes or a block, so certainly meant as text
    std::vector<Value> items;    ///< list
    std::vector<Member> members; ///< map, in the order of the file; each key once
};

struct Value::Member {
    std::string key;
    Position at; ///< of the key
    Value value;
};

/// Parses the one document of `file`. Throws report::Error, as `file:line: …` where there is a line,
/// for what cannot be read, is not UTF-8, holds control characters, is not valid YAML, is empty, holds a
/// second document, gives a key twice, or nests or repeats (by aliases) beyond any sensible layout.
Value read_yaml(const std::filesystem::path& file);

/// The error `file:line: reason; remedy`.
report::Error error_at(const Position& at, const std::string& reason,
                       const std::string& remedy = {});

/// "a list", "a mapping", …: what `value` is, for messages about a wrong type.
std::string described(const Value& value);

} // namespace calpkg::layout
