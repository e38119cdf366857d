// Scripts and JSON. A fault is in a line that there is; what is one script is none the less one
// with a comment behind it.

#include "lib/web/script.hpp"
#include "lib/parts/banner.hpp"
#include "lib/web/config_fault.hpp"
#include "lib/web/script_texts.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string script(reinterpret_cast<const char*>(data), size);
    if (const auto fault = web::script_fault(script)) {
        if (fault->line < 1 || fault->line > size + 1 || fault->reason.empty()) std::abort();
    } else if (web::script_fault(script + "\n/* behind it */\n")) {
        std::abort();
    }
    for (const std::string& version : web::built_versions(script)) web::commit_of(version);
    for (const std::string& name : web::template_names(script))
        if (script.find(name) == script.npos) std::abort();
    parts::banners_in(script);
    if (!web::json_fault(script) && web::json_fault(script + " \n")) std::abort();
    web::developers_setting(script);
    return 0;
}
