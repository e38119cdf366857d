// What comes from outside on its way to a terminal and into reports: nothing hidden is left in it,
// it is UTF-8, saying it again changes nothing, JSON and XML can be read.

#include "refusable.hpp"

#include "lib/report/error.hpp"
#include "lib/report/formats/junit.hpp"
#include "lib/report/formats/sarif.hpp"
#include "lib/report/suggest.hpp"
#include "lib/report/utf8.hpp"
#include "lib/xml/document.hpp"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

using namespace calpkg;
using fuzz::refusable;

namespace {

void plain(const std::string& text) {
    if (!report::is_utf8(text) || report::has_hidden(text)) std::abort();
    if (report::escaped(text) != text) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string half = text.substr(size / 2);
    plain(report::escaped(text));
    const report::Error error(text, half, half);
    plain(error.what());
    for (const std::string& part : {error.subject(), error.reason(), error.remedy()}) plain(part);

    const report::Findings findings{
        {"missing-reference", report::Severity::error, text, half, half},
        {"no-file", report::Severity::note, half, text}};
    for (const report::Finding& finding : findings)
        for (const std::string& part : {finding.subject, finding.message, finding.remedy})
            plain(part);
    if (!nlohmann::json::accept(report::sarif(findings, {}, "1"))) std::abort();
    xml::parse(report::junit("check", {{text, findings}}), "junit.xml", "testsuites");
    refusable([&] { report::read_explanations(text, "findings.md"); });
    return 0;
}
