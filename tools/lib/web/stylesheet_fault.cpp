#include "lib/web/stylesheet_fault.hpp"

#include "lib/web/css_names.hpp"
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
        while (at_ < css_.size()) {
            const char c = css_[at_];
            if (css_.substr(at_, 2) == "/*") {
                const std::size_t end = css_.find("*/", at_ + 2);
                if (end == css_.npos) return "ends in the middle of a comment";
                at_ = end + 2;
                continue;
            }
            if (c == '"' || c == '\'') {
                if (!skip_text()) return "ends in the middle of a text";
                continue;
            }
            if (is_css_name(c) || c == '\\') {
                text_ = true;
                if (!skip_name()) return "ends in the middle of an address";
                continue;
            }
            ++at_;
            if (c == '{') {
                ++open;
                any_ = true;
            } else if (c == '}') {
                if (open == 0) return "has a '}' without '{'";
                --open;
            } else if (c == '@') {
                any_ = true;
            } else if (kCssSpace.find(c) == kCssSpace.npos) {
                text_ = true;
            }
        }
        if (open > 0) return "ends in the middle of a rule";
        if (text_ && !any_) return "holds no rule";
        return std::nullopt;
    }

private:
    /// False where the stylesheet ends before the text does. A line end ends it, too.
    bool skip_text() {
        const char quote = css_[at_++];
        while (at_ < css_.size() && css_[at_] != quote && css_[at_] != '\n')
            at_ = css_[at_] == '\\' ? css_escape_end(css_, at_) : at_ + 1;
        return at_++ < css_.size();
    }

    /// The name that begins here and, if it is "url", the address without quotes behind it. False where that has no end.
    bool skip_name() {
        const std::size_t begin = at_;
        at_ = css_name_end(css_, at_);
        if (!is_css_url(css_.substr(begin, at_ - begin)) || !css_.substr(at_).starts_with('('))
            return true;
        at_ = std::min(css_.find_first_not_of(kCssSpace, at_ + 1), css_.size());
        if (at_ < css_.size() && (css_[at_] == '"' || css_[at_] == '\'')) return true;
        at_ = css_address_end(css_, at_);
        return at_++ < css_.size();
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
