#include "lib/plan/variables.hpp"

#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <vector>

namespace calpkg::plan {

namespace {

constexpr int kDeepest = 8;
constexpr const char* kNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_-";

/// The name of the reference that starts at `offset`, or "" when there is none.
std::string reference_at(const std::string& text, std::size_t offset) {
    const std::size_t end = text.find_first_not_of(kNameCharacters, offset + 1);
    if (end == std::string::npos || text[end] != '}' || end == offset + 1) return {};
    const char first = text[offset + 1];
    if (first < 'a' || first > 'z') return {};
    return text.substr(offset + 1, end - offset - 1);
}

} // namespace

void Variables::set(const std::string& name, const std::string& value) { values_[name] = value; }

std::string Variables::expand(const std::string& text, const layout::Position& at) const {
    return expand(text, at, 0);
}

std::string Variables::expand(const std::string& text, const layout::Position& at,
                              int depth) const {
    if (depth > kDeepest)
        throw report::Error(at.text(), fmt::format("variables refer to each other in '{}'", text),
                            "write out the text of one of them");
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::string name = text[i] == '{' ? reference_at(text, i) : std::string();
        if (name.empty()) {
            out += text[i++];
            continue;
        }
        const auto found = values_.find(name);
        if (found == values_.end()) {
            std::vector<std::string> names;
            for (const auto& [known, value] : values_) names.push_back(known);
            throw report::Error(at.text(), fmt::format("unknown variable '{{{}}}'", name),
                                report::suggestion(name, names));
        }
        out += expand(found->second, at, depth + 1);
        i += name.size() + 2;
    }
    return out;
}

} // namespace calpkg::plan
