#include "lib/repo/private_paths.hpp"

#include <cctype>
#include <cstdlib>
#include <string_view>

namespace calpkg::repo {

namespace {

bool continues_a_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("._-+").find(c) != std::string_view::npos;
}

/// `text` with `name` wherever the path `what` begins in it. Not where it is the middle of another one:
/// "/root" is none of "/opt/root/x" and of "/root2".
std::string with_name(std::string_view text, std::string_view what, std::string_view name) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t found = text.find(what, at);
        if (found == text.npos) return out.append(text.substr(at));
        const std::size_t end = found + what.size();
        const bool begins = found == 0 || !continues_a_name(text[found - 1]);
        const bool ends = end == text.size() || !continues_a_name(text[end]);
        out.append(text.substr(at, found - at)).append(begins && ends ? name : what);
        at = end;
    }
    return out;
}

/// A path that is worth hiding: absolute, and not the root.
bool is_private(const std::filesystem::path& path) {
    return path.is_absolute() && path.has_filename() && path.has_relative_path();
}

} // namespace

std::string without_private_paths(std::string text,
                                  const std::vector<std::filesystem::path>& sources) {
    for (const std::filesystem::path& source : sources)
        if (is_private(source)) text = with_name(text, source.string(), source.filename().string());
    for (const auto& [variable, name] : {std::pair{"TMPDIR", "TMPDIR"}, std::pair{"HOME", "~"}}) {
        const char* value = std::getenv(variable);
        const std::filesystem::path path = value == nullptr ? "" : value;
        if (is_private(path)) text = with_name(text, path.string(), name);
    }
    return text;
}

} // namespace calpkg::repo
