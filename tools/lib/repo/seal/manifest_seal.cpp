#include "lib/repo/seal/manifest_seal.hpp"

#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sys/stat.h>

namespace calpkg::repo {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kEnd = "\n}\n";
constexpr std::string_view kSealBegin = ",\n  \"seal\": \"", kSealEnd = "\"\n}\n";

std::string with_seal(std::string text) {
    const std::string seal = hash::sha256(text);
    text.resize(text.size() - kEnd.size());
    return text.append(kSealBegin).append(seal).append(kSealEnd);
}

/// Undoes with_seal; "" for what it cannot have made.
std::string without_seal(const std::string& text) {
    const std::size_t at = text.rfind(kSealBegin);
    return at == std::string::npos ? std::string() : text.substr(0, at).append(kEnd);
}

std::vector<SealedFile> files_in(const std::filesystem::path& tree) {
    std::vector<SealedFile> files;
    fs::walk(tree, [&](const std::filesystem::path& path) {
        const std::string name = path.lexically_relative(tree).generic_string();
        const struct stat status = fs::status_of(path);
        if (!S_ISREG(status.st_mode) || path.extension() == ".rpm" || name == kManifestName ||
            name == kManifestSignature)
            return;
        files.push_back(
            {name, static_cast<std::uint64_t>(status.st_size), hash::sha256_file(path)});
    });
    std::ranges::sort(files, {}, &SealedFile::path);
    return files;
}

/// Of what no file can have.
std::string fault_of(const Json& file, const std::string& path,
                     const std::set<std::string>& paths) {
    const Json& size = file.at("size");
    if (!size.is_number_unsigned() || size.get<std::uint64_t>() > kLargestSize)
        return "the size of " + path + " is none that a file can have";
    if (!has_short_parts(path)) return "a name in 'files' is longer than 255 bytes";
    for (std::filesystem::path above = std::filesystem::path(path).parent_path();
         above.has_relative_path(); above = above.parent_path())
        if (paths.contains(above.generic_string()))
            return path + " would have to be in " + above.generic_string() + ", which is a file";
    return {};
}

std::set<std::string> paths_in(const Json& files) {
    std::set<std::string> paths;
    for (const Json& file : files) paths.insert(file.at("path").get<std::string>());
    return paths;
}

} // namespace

std::string sealed_manifest(const std::string& text, const std::filesystem::path& tree) {
    Json json = Json::parse(text);
    json["files"] = Json::array();
    for (const SealedFile& file : files_in(tree))
        json["files"].push_back(
            {{"path", file.path}, {"size", file.size}, {"sha256", file.sha256}});
    return with_seal(json.dump(2, ' ', false, Json::error_handler_t::replace) +
                     std::string(1, '\n'));
}

std::optional<std::vector<SealedFile>> sealed_files(const std::string& text,
                                                    const std::string& subject) {
    const auto damaged = [&](const std::string& why) {
        return report::Error(subject, "is damaged (" + why + ")", "copy it again");
    };
    try {
        const Json json = Json::parse(report::shallow_json(text, subject));
        if (!json.contains("seal") && !json.contains("files")) return std::nullopt;
        const std::string before = without_seal(text);
        if (before.empty() || with_seal(before) != text)
            throw damaged("it is not the text that its 'seal' was made of");
        std::vector<SealedFile> files;
        const std::set<std::string> paths = paths_in(json.at("files"));
        for (const Json& file : json.at("files")) {
            const auto path = file.at("path").get<std::string>();
            if (const std::string fault = fault_of(file, path, paths); !fault.empty())
                throw damaged(fault);
            files.push_back(
                {path, file.at("size").get<std::uint64_t>(), file.at("sha256").get<std::string>()});
        }
        return files;
    } catch (const Json::exception& error) {
        throw damaged(report::json_fault(error));
    }
}

bool is_same_but_for_seal(const std::string& one, const std::string& other) {
    const auto rest = [](const std::string& text) {
        Json json = Json::parse(text);
        json.erase("files");
        json.erase("seal");
        return json;
    };
    return one == other || rest(one) == rest(other);
}

bool has_short_parts(const std::string& path) {
    constexpr std::size_t longest = 255;
    return std::ranges::all_of(std::filesystem::path(path),
                               [](const auto& part) { return part.native().size() <= longest; });
}

bool is_inside(const std::string& path) {
    const std::filesystem::path parts(path);
    return !path.empty() && parts.is_relative() && std::ranges::find(parts, "..") == parts.end();
}

} // namespace calpkg::repo
