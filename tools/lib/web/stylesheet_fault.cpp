#include "lib/web/stylesheet_fault.hpp"

#include "lib/web/file_fault.hpp"

#include <algorithm>

namespace calpkg::web {

namespace {

/// What only the message of a compiler holds. Sass writes it as a comment and as the `content` of body:before.
constexpr std::string_view messages[] = {
    "Backtrace:",
    "Error: File to import not found",
    "File to import not found or unreadable",
    "Error: Invalid CSS after",
    "Syntax error:",
    "Sass::SyntaxError",
    "ParseError:",
    "FileError:",
    "body:before {\n  white-space: pre;\n  font-family: monospace;"};

/// What stands at the very begin of a message of Sass, Less or Node.
constexpr std::string_view beginnings[] = {"Error:",     "/*\nError",  "/*\nSyntax", "error ",
                                           "Traceback ", "events.js:", "sh: ",       "import '"};

/// Counts blocks and looks for what has no end (CSS Syntax Level 3, section 4.3).
class FaultScanner {
public:
    explicit FaultScanner(std::string_view css) : css_(css) {}

    std::optional<std::string> fault() {
        std::size_t open = 0;
        for (; at_ < css_.size(); ++at_) {
            const char c = css_[at_];
            if (c == '\\') {
                ++at_;
            } else if (css_.substr(at_, 2) == "/*") {
                const std::size_t end = css_.find("*/", at_ + 2);
                if (end == std::string_view::npos) return "ends in the middle of a comment";
                at_ = end + 1;
            } else if (c == '"' || c == '\'') {
                skip_text(c);
            } else if (css_.substr(at_, 4) == "url(") {
                at_ = std::min(css_.find(')', at_), css_.size() - 1);
            } else if (c == '{') {
                ++open;
                any_ = true;
            } else if (c == '}') {
                if (open == 0) return "has a '}' without '{'";
                --open;
            } else if (c == '@') {
                any_ = true;
            } else if (std::string_view(" \t\r\n\f").find(c) == std::string_view::npos) {
                text_ = true;
            }
        }
        if (open > 0) return "ends in the middle of a rule";
        if (text_ && !any_) return "holds no rule";
        return std::nullopt;
    }

private:
    void skip_text(char quote) {
        for (++at_; at_ < css_.size() && css_[at_] != quote && css_[at_] != '\n'; ++at_)
            if (css_[at_] == '\\') ++at_;
    }

    std::string_view css_;
    std::size_t at_ = 0;
    bool any_ = false;  ///< a rule
    bool text_ = false; ///< anything but white space and comments
};

} // namespace

std::optional<std::string> stylesheet_fault(std::string_view css) {
    if (css.starts_with("\xef\xbb\xbf")) css.remove_prefix(3);
    if (std::optional<std::string> other = stand_in(css, false)) return other;
    const bool message =
        std::ranges::any_of(
            messages,
            [&](std::string_view text) { return css.find(text) != std::string_view::npos; }) ||
        std::ranges::any_of(beginnings,
                            [&](std::string_view text) { return css.starts_with(text); });
    if (message) return "holds the message of a compiler (Sass, Less) that failed";
    return FaultScanner(css).fault();
}

} // namespace calpkg::web
