#include "lib/web/css_urls.hpp"

#include "lib/web/css_names.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace calpkg::web {

namespace {

constexpr std::string_view kImport = "@import";

void append_utf8(std::string& text, std::uint32_t code) {
    const auto tail = [&](int shift) {
        text += static_cast<char>(0x80 | ((code >> shift) & 0x3f));
    };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0 | (code >> 6));
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0 | (code >> 12));
        tail(6), tail(0);
    } else if (code <= 0x10ffff) {
        text += static_cast<char>(0xf0 | (code >> 18));
        tail(12), tail(6), tail(0);
    }
}

class Scanner {
public:
    explicit Scanner(std::string_view css) : css_(css) {}

    std::vector<std::string> urls() {
        while (at_ < css_.size()) {
            const char c = css_[at_];
            if (c == '"' || c == '\'') {
                quoted();
            } else if (css_.substr(at_, 2) == "/*") {
                skip_comment();
            } else if (c == '@' && css_.substr(at_, css_name_end(css_, at_ + 1) - at_) == kImport) {
                import();
            } else if (is_css_name(c) || c == '\\') {
                name();
            } else {
                ++at_;
            }
        }
        return std::move(urls_);
    }

private:
    void skip_comment() {
        const std::size_t end = css_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? css_.size() : end + 2;
    }

    void skip_whitespace() { at_ = std::min(css_.find_first_not_of(kCssSpace, at_), css_.size()); }

    /// `@import "a.css"`; `@import url(…)` is found as any other.
    void import() {
        at_ += kImport.size();
        skip_whitespace();
        if (at_ >= css_.size() || (css_[at_] != '"' && css_[at_] != '\'')) return;
        std::string target = quoted();
        if (!target.empty()) urls_.push_back(std::move(target));
    }

    /// A name; when it is `url` and a parenthesis follows, its argument.
    void name() {
        const std::size_t begin = at_;
        at_ = css_name_end(css_, at_);
        if (!is_css_url(css_.substr(begin, at_ - begin))) return;
        if (at_ >= css_.size() || css_[at_] != '(') return;
        ++at_;
        skip_whitespace();
        if (at_ >= css_.size()) return;
        const bool in_quotes = css_[at_] == '"' || css_[at_] == '\'';
        std::string argument = in_quotes ? quoted() : unquoted();
        if (!argument.empty()) urls_.push_back(std::move(argument));
    }

    /// The string that starts here; a line end ends a string that nobody closed.
    std::string quoted() {
        const char quote = css_[at_++];
        std::string text;
        while (at_ < css_.size() && css_[at_] != quote && css_[at_] != '\n') take(text);
        if (at_ < css_.size()) ++at_;
        return text;
    }

    std::string unquoted() {
        std::string text;
        while (at_ < css_.size() && css_[at_] != ')' &&
               kCssSpace.find(css_[at_]) == std::string_view::npos)
            take(text);
        skip_whitespace();
        if (at_ < css_.size() && css_[at_] == ')') return text;
        at_ = css_address_end(css_, at_); // a space inside: no URL (bad-url-token)
        return {};
    }

    /// One character, or what an escape stands for.
    void take(std::string& text) {
        if (css_[at_] != '\\') {
            text += css_[at_++];
            return;
        }
        const std::size_t begin = at_ + 1;
        at_ = css_escape_end(css_, at_);
        const std::string_view digits = css_.substr(std::min(begin, css_.size()), 6);
        std::uint32_t code = 0;
        const char* end =
            std::from_chars(digits.data(), digits.data() + digits.size(), code, 16).ptr;
        if (end != digits.data())
            append_utf8(text, code);
        else if (begin < at_ && css_[begin] != '\n')
            text += css_[begin];
    }

    std::string_view css_;
    std::size_t at_ = 0;
    std::vector<std::string> urls_;
};

} // namespace

std::vector<std::string> css_urls(std::string_view css) {
    if (css.starts_with("\xef\xbb\xbf")) css.remove_prefix(3);
    return Scanner(css).urls();
}

} // namespace calpkg::web
