// JSON of others: manifests, statements, what an engine was given, package.json, npm's locks. A
// manifest that is read says the same when it is written, and has a statement that can be read, and
// a bill.

#include "refusable.hpp"

#include "lib/provenance/bill.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/web/make/lock.hpp"
#include "lib/web/make/recipe.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;
using fuzz::refusable;

namespace {

void manifest(const std::string& given) {
    const std::string text = repo::manifest_text(repo::parse_manifest(given, "fuzz"));
    if (repo::manifest_text(repo::parse_manifest(text, "fuzz")) != text) std::abort();
    refusable([&] { provenance::read_statement(provenance::statement_text(text), "fuzz"); });
    if (!provenance::is_bill(provenance::bill_text(text))) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    refusable([&] { manifest(text); });
    refusable([&] { provenance::read_statement(text, "fuzz"); });
    refusable([&] { repo::sealed_files(text, "fuzz"); });
    provenance::is_bill(text);
    refusable([&] { web::lock_text("node 6.17.1\n", {{"admin", text}}); });
    std::vector<web::Want> wants;
    refusable([&] { web::reduced_package(text, {}, "package.json", wants); });
    for (const web::Want& want : wants)
        if (want.name.find('\n') != want.name.npos || want.range.find('\n') != want.range.npos)
            std::abort();
    return 0;
}
