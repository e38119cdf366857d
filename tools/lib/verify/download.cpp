#include "lib/verify/download.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/run.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/metadata/metadata_file.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/sources/origin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <map>
#include <system_error>

namespace calpkg::verify {

namespace {

namespace stdfs = std::filesystem;

constexpr std::uintmax_t kMostText = 16U << 20;  ///< manifest, signature
constexpr int kTooLarge = 63, kWriteFailed = 23; ///< curl's exit codes

process::Environment network_environment() {
    process::Environment env = process::plain_environment();
    for (const char* name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy",
          "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"})
        if (const char* value = std::getenv(name)) env.emplace_back(name, value);
    return env;
}

/// What may stand in an address as it is (RFC 3986): packages' names have "+", "~" and "^".
std::string encoded(const std::string& path) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789-._~/";
    std::string out;
    for (const char byte : path)
        out += plain.find(byte) != std::string_view::npos
                   ? std::string(1, byte)
                   : fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    return out;
}

int hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    const char lower = static_cast<char>(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decoded(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool escape = text[at] == '%' && at + 2 < text.size() &&
                            hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0;
        if (!escape) {
            out += text[at];
            continue;
        }
        out += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
        at += 2;
    }
    return out;
}

/// A directory's files, each fetched once.
class Mirror {
public:
    Mirror(std::string address, stdfs::path directory)
        : address_(std::move(address)),
          directory_(std::move(directory)) {}

    bool get(const std::string& path, std::uintmax_t most) {
        const stdfs::path file = directory_ / path;
        if (!repo::has_short_parts(path)) refuse("a file whose name is longer than 255 bytes");
        if (fs::is_there(file)) return true;
        std::error_code failure;
        stdfs::create_directories(file.parent_path(), failure);
        if (failure) refuse(fmt::format("the file {} ({})", path, failure.message()));
        return download(address_ + "/" + encoded(path), file, most);
    }
    stdfs::path at(const std::string& path) const { return directory_ / path; }

private:
    [[noreturn]] void refuse(const std::string& what) const {
        throw report::Error(sources::without_passwords(address_),
                            "names " + what + ", which cannot be there",
                            "see what the server has there");
    }

    std::string address_;
    stdfs::path directory_;
};

/// The size that is expected, and a little more: a file that has grown is a finding, an endless one is none.
std::uintmax_t room_for(std::uint64_t size) { return size + (1U << 20); }

void get_what_manifest_names(Mirror& mirror) {
    if (!mirror.get(repo::kManifestName, kMostText)) return;
    const std::string text = fs::read_file(mirror.at(repo::kManifestName));
    const auto get_all = [&](const std::vector<repo::Artifact>& artifacts) {
        for (const repo::Artifact& artifact : artifacts)
            mirror.get(artifact.path, room_for(artifact.size));
    };
    repo::Manifest manifest;
    std::vector<repo::SealedFile> files;
    try {
        manifest = repo::parse_manifest(text, repo::kManifestName);
        files = repo::sealed_files(text, repo::kManifestName).value_or(files);
    } catch (const report::Error&) { // a finding of verify's
    }
    for (const auto* builds : {&manifest.components, &manifest.earlier})
        for (const repo::ManifestComponent& build : *builds) get_all(build.artifacts);
    get_all(manifest.others);
    for (const repo::SealedFile& file : files)
        if (repo::is_inside(file.path)) mirror.get(file.path, room_for(file.size));
}

/// What lies at an index's record; of primary the packages, too.
void get_record(Mirror& mirror, const std::string& below, const repo::MetadataRecord& record) {
    if (record.elsewhere || !repo::is_inside(record.href) ||
        !mirror.get(below + record.href, repo::kLargestMetadata) || record.type != "primary")
        return;
    const std::string text = repo::metadata_text(mirror.at(below + record.href));
    for (const repo::ListedPackage& package : repo::packages_in(text, record.href))
        if (repo::is_inside(package.location))
            mirror.get(below + package.location, kLargestPackage);
}

void get_index(Mirror& mirror, const std::string& below) {
    const std::string repomd = below + "repodata/repomd.xml";
    if (!mirror.get(repomd, repo::kLargestMetadata)) return;
    mirror.get(repomd + ".asc", kMostText);
    std::vector<repo::MetadataRecord> records;
    try {
        records = repo::Repomd(fs::read_file(mirror.at(repomd)), repomd).records();
    } catch (const report::Error&) { // a finding of verify's
    }
    for (const repo::MetadataRecord& record : records) get_record(mirror, below, record);
}

} // namespace

bool is_address(const std::string& path) {
    return std::ranges::any_of(std::array{"http://", "https://", "file://"},
                               [&](const char* scheme) { return path.starts_with(scheme); });
}

stdfs::path path_of_address(const std::string& address) {
    constexpr std::string_view scheme = "file://", host = "localhost";
    if (!address.starts_with(scheme)) return {};
    std::string path = address.substr(scheme.size());
    if (path.starts_with(host)) path.erase(0, host.size());
    if (!path.starts_with('/'))
        throw report::Error(address, "is on another machine", "give file:///ABSOLUTE/PATH");
    return decoded(path);
}

bool download(const std::string& address, const stdfs::path& file, std::uintmax_t most) {
    process::Command command;
    const std::string size = std::to_string(most);
    // curl's own limit goes by what the server says, and some say nothing.
    command.argv = {"prlimit",      "--fsize=" + size, "curl",        "--disable",
                    "--silent",     "--show-error",    "--fail",      "--globoff",
                    "--location",   "--max-redirs",    "5",           "--proto",
                    "=http,https",  "--proto-redir",   "=http,https", "--connect-timeout",
                    "30",           "--speed-limit",   "1000",        "--speed-time",
                    "60",           "--max-time",      "7200",        "--max-filesize",
                    size,           "--output",        file.string(), "--write-out",
                    "%{http_code}", "--url",           address};
    command.env = network_environment();
    const process::Result result = process::run(command);
    if (result.ok()) return true;
    stdfs::remove(file);
    // 403 is what stores say of what is not there to those who may not list what is.
    if (result.out == "404" || result.out == "410" || result.out == "403") return false;
    const std::string shown = sources::without_passwords(address);
    const bool large = result.exit_code == kTooLarge ||
                       (result.exit_code == kWriteFailed && most != 0) || result.signal == SIGXFSZ;
    if (large)
        throw report::Error(shown,
                            fmt::format("is larger than {} bytes, or the disk is full", most),
                            "see what the server sends there");
    const std::vector<std::string> lines = report::lines_of(result.err);
    throw report::Error(
        shown,
        "cannot be fetched: " +
            (lines.empty() ? result.ending() : sources::without_passwords(lines.front())),
        "check the address and the network");
}

void download_repository(const std::string& address, const stdfs::path& directory) {
    for (const char* program : {"curl", "prlimit"}) process::require_program(program);
    Mirror mirror(address, directory);
    get_what_manifest_names(mirror);
    for (const char* name : {"manifest.json.asc", "provenance.json", "provenance.json.asc"})
        mirror.get(name, kMostText);
    get_index(mirror, "");
    get_index(mirror, std::string(repo::kSources) + "/");
    if (!fs::is_there(mirror.at(repo::kManifestName)) &&
        !fs::is_there(mirror.at("repodata/repomd.xml")))
        throw report::Error(sources::without_passwords(address), "has no manifest.json",
                            "give the address of a package, or of a directory OUT/TARGET that "
                            "cal-pkg has published");
}

} // namespace calpkg::verify
