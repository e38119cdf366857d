#include "lib/egg/distribution.hpp"

#include <algorithm>
#include <cctype>

namespace calpkg::egg {

namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

std::string version_in_name(const std::string& file, const std::string& distribution) {
    const bool metadata =
        file.ends_with(".dist-info") || file.ends_with(".egg-info") || file.ends_with(".egg");
    if (!metadata || !lower(file).starts_with(lower(distribution) + "-")) return {};
    const std::size_t begin = distribution.size() + 1;
    const std::string rest = file.substr(begin, file.rfind('.') - begin);
    return rest.substr(0, rest.find('-'));
}

} // namespace calpkg::egg
