#include "lib/engine/placeholders.hpp"

#include "lib/layout/text_form.hpp"

#include <functional>

namespace calpkg::engine {

namespace {

/// Gives `plain` what is between the placeholders of `text`, and `named` their names, in their order.
void walk(std::string_view text, const std::function<void(std::string_view)>& plain,
          const std::function<void(const std::string&)>& named) {
    while (true) {
        const std::size_t open = text.find('{');
        const std::size_t close = text.find('}', open);
        if (open == std::string_view::npos || close == std::string_view::npos) return plain(text);
        const std::string_view name = text.substr(open + 1, close - open - 1);
        const bool is_name = layout::forms::identifier.accepts(name);
        plain(text.substr(0, is_name ? open : open + 1));
        if (is_name) named(std::string(name));
        text.remove_prefix((is_name ? close : open) + 1);
    }
}

} // namespace

std::vector<std::string> placeholders_in(std::string_view text) {
    std::vector<std::string> names;
    walk(
        text, [](std::string_view) {}, [&](const std::string& name) { names.push_back(name); });
    return names;
}

std::string with_placeholders(std::string_view text,
                              const std::map<std::string, std::string>& values) {
    std::string out;
    walk(
        text, [&](std::string_view plain) { out += plain; },
        [&](const std::string& name) {
            const auto found = values.find(name);
            out += found == values.end() ? "{" + name + "}" : found->second;
        });
    return out;
}

} // namespace calpkg::engine
