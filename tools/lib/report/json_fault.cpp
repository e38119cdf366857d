#include "lib/report/json_fault.hpp"

#include "lib/report/error.hpp"

namespace calpkg::report {

std::string json_fault(const std::exception& error) {
    const std::string what = error.what();
    const std::size_t end =
        what.starts_with("[json.exception.") ? what.find("] ") : std::string::npos;
    return end == std::string::npos ? what : what.substr(end + 2);
}

const std::string& shallow_json(const std::string& json, const std::string& subject) {
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
            throw Error(subject, "is nested deeper than anything that programs write",
                        "make it again");
        else if (!text && (c == ']' || c == '}'))
            --depth;
    }
    return json;
}

} // namespace calpkg::report
