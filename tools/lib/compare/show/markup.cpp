#include "lib/compare/show/markup.hpp"

#include "lib/compare/show/sections.hpp"

namespace calpkg::compare {

std::string markup(const std::string& text) {
    std::string out;
    for (const char c : escaped_text(text)) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

} // namespace calpkg::compare
