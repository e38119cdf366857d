#include "lib/capsule/open.hpp"

#include "lib/capsule/contents.hpp"
#include "lib/capsule/repositories.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/regular_file.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"
#include "lib/rpm/unpack.hpp"
#include "lib/tar/input.hpp"
#include "lib/tar/unpack.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace calpkg::capsule {

namespace {

namespace stdfs = std::filesystem;

constexpr std::size_t kMostFiles = 100'000;
constexpr const char* kAgain = "get it again, or pack it again with 'cal-pkg capsule'";

report::Error no_capsule(const stdfs::path& file) {
    return {file.string(), "is neither a package nor a capsule",
            "name a package, a published directory or what 'cal-pkg capsule' has written"};
}

bool is_gzip(const stdfs::path& file) {
    std::array<char, 2> magic{};
    const fs::Descriptor in = fs::open_regular_file(file);
    fs::read_at(in.get(), magic.data(), magic.size(), 0, file.string());
    return magic == std::array{'\x1f', '\x8b'};
}

/// While it is read, so that one of very many or large members is refused before they fill the memory.
void check_members(const stdfs::path& file, const stdfs::path& place) {
    if (!is_gzip(file)) throw no_capsule(file);
    std::uint64_t bytes = 0;
    tar::TarInput input(file);
    for (std::size_t files = 0; input.next(); ++files) {
        const tar::Member& member = input.member();
        if (!member.normalised.starts_with(kTop)) throw no_capsule(file);
        if (member.kind != tar::MemberKind::file)
            input.fail("is not a regular file, as everything in a capsule is", kAgain);
        if (files == kMostFiles)
            throw report::Error(
                file.string(), fmt::format("has more than {} files, as no capsule has", kMostFiles),
                kAgain);
        bytes += std::min(member.size, kMostBytes + 1);
        require_room(bytes, place, file);
    }
}

/// The only file in a folder of what the user could have given; empty without one.
std::string only_file(const stdfs::path& directory, const char* option,
                      const stdfs::path& capsule) {
    if (!fs::is_real_directory(directory)) return {};
    std::vector<std::string> files;
    for (const auto& entry : stdfs::directory_iterator(directory))
        files.push_back(entry.path().string());
    if (files.size() > 1)
        throw report::Error(
            capsule.string(), fmt::format("holds several files for {}", option),
            fmt::format("unpack it with tar, and name one of them with {}", option));
    return files.empty() ? std::string() : files.front();
}

} // namespace

bool may_be_capsule(const stdfs::path& path) {
    return stdfs::is_regular_file(path) && !rpm::is_package(path);
}

bool is_capsule(const stdfs::path& path) try {
    if (!is_gzip(path)) return false;
    tar::TarInput input(path);
    return input.next() && input.member().normalised.starts_with(kTop);
} catch (const report::Error&) {
    return false; // no archive
}

void require_room(std::uint64_t bytes, const stdfs::path& place, const stdfs::path& capsule) {
    constexpr std::uint64_t mib = 1U << 20U;
    if (bytes > kMostBytes)
        throw report::Error(
            capsule.string(),
            fmt::format("comes to more than {} GiB, as no capsule does", kMostBytes / mib / 1024),
            kAgain);
    std::error_code error;
    const std::uintmax_t free = stdfs::space(place, error).available;
    if (!error && free < bytes)
        throw report::Error(capsule.string(),
                            fmt::format("comes to {} MiB, and there is room for {} MiB in {}",
                                        bytes / mib, free / mib, place.string()),
                            "name a directory with more room in TMPDIR");
}

Capsule::Capsule(const stdfs::path& file)
    : file_(file),
      directory_(fs::system_temp_directory(), "cal-pkg-capsule-"),
      top_(directory_.path() / "unpacked" / kTop.substr(0, kTop.size() - 1)) {
    check_members(file, directory_.path());
    const stdfs::path unpacked = directory_.path() / "unpacked";
    fs::make_directories(unpacked);
    tar::unpack(file, unpacked, [](const std::string&) { return true; });
    check_index();
    make_repositories(top_ / kCheckouts, directory_.path() / "checkouts", file);
}

/// Both ways: gzip's checksum is not compared, and what nobody tells of is of somebody else.
void Capsule::check_index() const {
    const auto damaged = [&](const std::string& what) {
        return report::Error(file_.string(), "is damaged: " + what, kAgain);
    };
    std::map<std::string, std::string> digests;
    if (!fs::is_there(top_ / kIndex)) throw damaged(fmt::format("it lacks {}", kIndex));
    try {
        const auto index = nlohmann::json::parse(
            report::shallow_json(fs::read_file(top_ / kIndex), file_.string()));
        const auto& format = index.at("format");
        if (!format.is_number_integer()) throw damaged("its 'format' is not a number of a format");
        if (format != kFormat)
            throw report::Error(file_.string(), fmt::format("has the format {}", format.dump()),
                                "take a cal-pkg that knows it: that in the capsule");
        digests = index.at("files").get<std::map<std::string, std::string>>();
    } catch (const nlohmann::json::exception&) {
        throw damaged(std::string(kIndex) + " cannot be read");
    }
    fs::walk(top_, [&](const stdfs::path& path) {
        if (fs::is_real_directory(path)) return;
        const std::string name = path.lexically_relative(top_).string();
        const auto told = digests.find(name);
        if (name == kIndex) return;
        if (told == digests.end() || told->second != hash::sha256_file(path))
            throw damaged(name + " is not what its index tells of");
        digests.erase(told);
    });
    if (!digests.empty()) throw damaged("it lacks " + digests.begin()->first);
}

reproduce::Given Capsule::given() const {
    const stdfs::path file = published() / provenance::kFileName;
    if (!fs::is_there(file)) throw report::Error(file_.string(), "has no provenance.json", kAgain);
    reproduce::Given given{
        provenance::read_statement(fs::read_file(file), file_.string()), {}, file};
    for (const provenance::Build& build : given.statement.builds)
        for (const provenance::Subject& subject : build.subjects)
            if (repo::is_inside(subject.path) && fs::is_there(published() / subject.path))
                given.packages[subject.path] = published() / subject.path;
    if (given.packages.empty())
        throw report::Error(file_.string(), "holds none of the packages that it tells of", kAgain);
    return given;
}

reproduce::Options Capsule::completed(reproduce::Options options) const {
    options.places.checkouts = directory_.path() / "checkouts";
    const auto complete = [&](std::string& given, const char* folder, const char* option) {
        if (given.empty()) given = only_file(top_ / folder, option, file_);
    };
    complete(options.parts.venv, kVenv, "--venv");
    complete(options.parts.lock, kLock, "--lock");
    complete(options.parts.web_apps, kWebApps, "--web-apps");
    if (options.parts.wheelhouse.empty() && fs::is_real_directory(top_ / kWheelhouse))
        options.parts.wheelhouse = (top_ / kWheelhouse).string();
    return options;
}

stdfs::path Capsule::published() const { return top_ / kPublished; }

reproduce::Program Capsule::program() const {
    reproduce::Program program{top_ / kProgram, top_ / kData, {}};
    for (std::size_t i = 1; fs::is_real_directory(top_ / kSite / std::to_string(i)); ++i)
        program.site.push_back(top_ / kSite / std::to_string(i));
    return program;
}

} // namespace calpkg::capsule
