// Stylesheets. Whatever stands in one, an address that is written behind it in a comment is not found, and one behind a
// sheet that is whole is.

#include "lib/web/css_urls.hpp"
#include "lib/web/stylesheet_fault.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string css(reinterpret_cast<const char*>(data), size);
    const auto urls = web::css_urls(css);
    if (web::stylesheet_fault(css)) return 0;
    const auto with_comment = web::css_urls(css + "\n/* url(comment.png) */");
    const auto with_rule = web::css_urls(css + "\na { background: url(rule.png) }");
    if (with_comment != urls || with_rule.size() != urls.size() + 1 ||
        with_rule.back() != "rule.png")
        std::abort();
    return 0;
}
