#include "lib/compare/contents/elf_text.hpp"

#include "lib/check/elf.hpp"
#include "lib/diff/text_diff.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <set>

namespace calpkg::compare {

namespace {

/// The lines of a kind are sorted: their order in the file says nothing to the loader.
std::string lines(const std::set<std::string>& all) {
    std::string text;
    for (const std::string& line : all) text += line + "\n";
    return text;
}

std::string described(const std::string& name, std::string& image) {
    const check::ElfFile file = check::read_elf(name, image);
    std::string text = fmt::format("machine {}\n", file.machine);
    for (const std::string& library : file.needed) text += fmt::format("needs {}\n", library);
    for (const std::string& path : file.run_paths) text += fmt::format("run path {}\n", path);
    std::set<std::string> versions, imports, exports;
    for (const check::ElfVersionNeed& need : file.version_needs)
        versions.insert(fmt::format("requires {} of {}", need.version, need.library));
    for (const check::ElfImport& import : file.imports)
        imports.insert(fmt::format("takes {}{}{}", import.name, import.version.empty() ? "" : "@",
                                   import.version));
    for (const std::string& symbol : file.exports) exports.insert("gives " + symbol);
    return text + lines(versions) + lines(imports) + lines(exports);
}

} // namespace

std::string elf_diff(const std::string& object, std::string before, std::string after) {
    try {
        const std::string a = described(object, before), b = described(object, after);
        return diff::unified_diff(report::escaped(object), &a, &b);
    } catch (const report::Error&) {
        return {}; // a damaged one is told by size and digest
    }
}

} // namespace calpkg::compare
