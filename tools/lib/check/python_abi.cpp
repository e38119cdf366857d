#include "lib/check/python_abi.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace calpkg::check {

namespace {

// The C API's names that only one of the two major versions has: Include/*.h of CPython 2.7 and
// 3.x.
constexpr std::array kOnlyPython2 = {"Py_InitModule",  "PyString_",      "PyInt_",
                                     "PyUnicodeUCS2_", "PyUnicodeUCS4_", "PyClass_Type",
                                     "PyInstance_",    "PyFile_AsFile"};
constexpr std::array kOnlyPython3 = {"PyModule_Create2",        "PyModuleDef_",
                                     "PyModule_FromDefAndSpec", "PyBytes_",
                                     "PyUnicode_AsUTF8",        "PyState_"};

template <std::size_t N>
bool starts_with_any(std::string_view name, const std::array<const char*, N>& prefixes) {
    return std::ranges::any_of(prefixes,
                               [&](const char* prefix) { return name.starts_with(prefix); });
}

/// What `of_name` finds first among the symbols that `file` takes; "" when none is like that.
template <typename Predicate>
std::string first_import(const ElfFile& file, Predicate of_name) {
    const auto found = std::ranges::find_if(file.imports, of_name, &ElfImport::name);
    return found == file.imports.end() ? std::string() : found->name;
}

bool takes_python_symbols(const ElfFile& file) {
    return !first_import(file, [](const std::string& name) {
                return name.starts_with("Py") || name.starts_with("_Py");
            }).empty();
}

std::string wrong_symbols(const ElfFile& file, const std::string& python) {
    const bool for_python2 = python.starts_with("2.");
    const std::string other = first_import(file, [&](const std::string& name) {
        return for_python2 ? starts_with_any(name, kOnlyPython3)
                           : starts_with_any(name, kOnlyPython2);
    });
    if (!other.empty())
        return fmt::format("it needs {}, which Python {} does not have", other, python);
    const std::string narrow = first_import(
        file, [](const std::string& name) { return name.starts_with("PyUnicodeUCS2_"); });
    if (!narrow.empty())
        return fmt::format("it needs {}: it is for a Python with 2 bytes a character", narrow);
    return {};
}

/// "3.11" of "311" or "2.6" of "26": the tag of a file name, whose first digit is the major
/// version.
std::string version_of_tag(std::string_view digits) {
    if (digits.size() < 2) return {};
    return fmt::format("{}.{}", digits[0], digits.substr(1));
}

/// The digits behind the first `mark` of `text`, dots included when `dotted`.
std::string_view number_after(std::string_view text, std::string_view mark, bool dotted) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + mark.size());
    const auto end = std::ranges::find_if(text, [&](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) == 0 && !(dotted && c == '.');
    });
    text = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    while (!text.empty() && text.back() == '.') text.remove_suffix(1);
    return text;
}

std::string wrong_tag(const std::string& path, const std::string& python) {
    const std::string tag =
        version_of_tag(number_after(path.substr(path.rfind('/') + 1), ".cpython-", false));
    if (tag.empty() || tag == python) return {};
    return fmt::format("its name says that it is for Python {}, not {}", tag, python);
}

std::string wrong_directory(const std::string& path, const std::string& python) {
    const std::string_view found = number_after(path, "/lib/python", true);
    if (found.find('.') == std::string_view::npos || found == python) return {};
    return fmt::format("it lies in lib/python{}, where Python {} does not look", found, python);
}

std::string wrong_library(const ElfFile& file, const std::string& python) {
    for (const std::string& library : file.needed) {
        if (!library.starts_with("libpython")) continue;
        const std::string_view found = number_after(library, "libpython", true);
        if (found.find('.') != std::string_view::npos && found != python)
            return fmt::format("it needs {}, which is not of Python {}", library, python);
    }
    return {};
}

} // namespace

std::string python_abi_mismatch(const ElfFile& file, const std::string& path,
                                const std::string& python) {
    std::string reason = wrong_library(file, python);
    if (!reason.empty() || !takes_python_symbols(file)) return reason;
    reason = wrong_symbols(file, python);
    if (reason.empty()) reason = wrong_tag(path, python);
    return reason.empty() ? wrong_directory(path, python) : reason;
}

} // namespace calpkg::check
