// HTML pages, and the addresses in them: what a path beside the page, or of the server, can be.

#include "lib/web/file_fault.hpp"
#include "lib/web/page.hpp"
#include "lib/web/page_fault.hpp"
#include "lib/web/reference.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;

namespace {

void reference(const std::string& text) {
    const auto local = web::local_path(text), rooted = web::rooted_path(text);
    if (local && (local->empty() || local->starts_with('/'))) std::abort();
    if (rooted && (!rooted->starts_with('/') || local)) std::abort();
    web::other_host(text);
    web::require_js_path(text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const web::Page page = web::read_page(bytes);
    reference(page.base);
    for (const web::PageReference& one : page.references) reference(one.text);
    reference(bytes);
    web::page_fault(bytes);
    web::build_comment(bytes);
    web::development_server(bytes);
    web::is_page(bytes);
    for (const char* name :
         {"a.png", "a.gif", "a.jpg", "a.svg", "a.woff", "a.ttf", "a.otf", "a.ico"})
        web::media_fault(name, bytes);
    return 0;
}
