#include "lib/python/bytecode_name.hpp"

#include <string_view>

namespace calpkg::python {

namespace {

constexpr std::string_view kCache = "__pycache__/";

bool is_cache(const std::string& folder) {
    return ("/" + folder).ends_with("/" + std::string(kCache));
}

} // namespace

std::string source_of(const std::string& bytecode) {
    if (!bytecode.ends_with(".pyc") && !bytecode.ends_with(".pyo")) return {};
    const std::string stem = bytecode.substr(0, bytecode.size() - 4);
    const std::size_t base = stem.rfind('/') + 1; // 0 without a slash
    const std::string folder = stem.substr(0, base);
    const std::size_t tag = stem.find('.', base);
    if (!is_cache(folder) || tag == std::string::npos) return stem + ".py";
    return folder.substr(0, folder.size() - kCache.size()) + stem.substr(base, tag - base) + ".py";
}

std::string python_named_by(const std::string& bytecode) {
    constexpr std::string_view cpython = ".cpython-";
    const std::size_t base = bytecode.rfind('/') + 1;
    const std::size_t tag = bytecode.find(cpython, base);
    if (!is_cache(bytecode.substr(0, base)) || tag == std::string::npos) return {};
    const std::size_t begin = tag + cpython.size();
    const std::string digits = bytecode.substr(begin, bytecode.find('.', begin) - begin);
    return digits.size() < 2 ? "" : digits.substr(0, 1) + "." + digits.substr(1);
}

} // namespace calpkg::python
