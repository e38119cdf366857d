#include "lib/report/json_fault.hpp"

#include "lib/report/error.hpp"

namespace calpkg::report {

std::string json_fault(const std::exception& error) {
    const std::string what = error.what();
    const std::size_t end =
        what.starts_with("[json.exception.") ? what.find("] ") : std::string::npos;
    if (end == std::string::npos) return what;
    // "cannot use at() with array" and the like name functions of the library.
    const std::string words = what.substr(end + 2);
    return words.starts_with("cannot use ") ? "a value has another type than it should" : words;
}

const std::string& shallow_json(const std::string& json, const std::string& subject,
                                const std::string& remedy) {
    constexpr int deepest = 100;
    int depth = 0;
    bool text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"')
            text = !text;
        else if (text && c == '\\')
            ++i;
        else if (!text && (c == '[' || c == '{') && ++depth > deepest)
            throw Error(subject, "is nested deeper than anything that programs write", remedy);
        else if (!text && (c == ']' || c == '}'))
            --depth;
    }
    return json;
}

} // namespace calpkg::report
