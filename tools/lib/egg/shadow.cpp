#include "lib/egg/shadow.hpp"

#include "lib/report/error.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace calpkg::egg {

namespace {

constexpr std::string_view kSource = ".py";

bool may_be(const std::string& python, char major) { return python.empty() || python[0] == major; }

/// Whether Python `python` takes a file that has `rest` behind the module's name for an extension
/// module: ".so", "module.so" (2.x), ".cpython-36m-x86_64-linux-gnu.so", ".abi3.so" (3.x),
/// ".x86_64-linux-gnu.so" (Debian's 2.7). What other systems have, ".pyd", the targets' Pythons pass over.
bool is_extension(std::string_view rest, const std::string& python) {
    if (rest == ".so") return true;
    if (rest == "module.so") return may_be(python, '2');
    if (!rest.starts_with('.') || !rest.ends_with(".so")) return false;
    rest.remove_prefix(1);
    rest.remove_suffix(3);
    if (rest == "abi3") return may_be(python, '3');
    if (constexpr std::string_view tag = "cpython-"; rest.starts_with(tag)) {
        rest.remove_prefix(tag.size());
        std::string digits(python);
        std::erase(digits, '.');
        const auto end = std::find_if_not(rest.begin(), rest.end(),
                                          [](unsigned char c) { return std::isdigit(c) != 0; });
        return python.empty() || std::string_view(rest.begin(), end) == digits;
    }
    return may_be(python, '2') && rest.find("-linux-gnu") != rest.npos;
}

/// Whether `name` is the first file of a package that Python `python` finds: "__init__.py", …
bool is_init(std::string_view name, bool zip, const std::string& python) {
    constexpr std::string_view kInit = "__init__";
    if (!name.starts_with(kInit)) return false;
    name.remove_prefix(kInit.size());
    return name == ".py" || name == ".pyc" || (name == ".pyo" && may_be(python, '2')) ||
           (!zip && is_extension(name, python));
}

/// bdist_egg's write_stub: a module that loads the extension module beside it.
bool is_stub(const Egg& egg, const std::string& source) {
    try {
        return egg.read(source).find("def __bootstrap__():") != std::string::npos;
    } catch (const report::Error&) {
        return false;
    }
}

} // namespace

std::string shadow_of(const Egg& egg, const std::string& source, const std::string& python) {
    if (!source.ends_with(kSource)) return {};
    const std::string stem = source.substr(0, source.size() - kSource.size());
    std::string extension;
    for (const Member& member : egg.members()) {
        if (member.directory || !member.name.starts_with(stem)) continue;
        const std::string_view rest = std::string_view(member.name).substr(stem.size());
        if (rest.starts_with('/') && is_init(rest.substr(1), egg.is_zip(), python))
            return member.name;
        if (!egg.is_zip() && is_extension(rest, python)) extension = member.name;
    }
    return extension.empty() || is_stub(egg, source) ? std::string() : extension;
}

} // namespace calpkg::egg
