#include "lib/capsule/gather.hpp"

#include "lib/capsule/pack.hpp"
#include "lib/capsule/readme.hpp"
#include "lib/capsule/repositories.hpp"
#include "lib/capsule/web_apps.hpp"
#include "lib/checkout/version.hpp"
#include "lib/encode/gzip.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/spec.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/report/error.hpp"
#include "lib/venv/lock.hpp"
#include "lib/venv/wheelhouse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace calpkg::capsule {

namespace {

namespace stdfs = std::filesystem;
using provenance::Build;

class Gathering {
public:
    Gathering(const Order& order, stdfs::path work, report::Findings& findings)
        : order_(order),
          work_(std::move(work)),
          findings_(findings) {}

    Contents all();

private:
    template <typename Function>
    void attempt(Function&& function);
    void add_published();
    void add_beside(const stdfs::path& file, const std::string& name);
    void check_program(const Build& build);
    void check_data(const Build& build);
    void add_checkout(const Build& build);
    void add_web_apps(const Build& build);
    void add_venv(const Build& build);
    stdfs::path lock_file() const;
    void check_lock(const Build& build, const stdfs::path& file);
    void add_lock_and_wheelhouse();
    void add_one_file(const std::string& given, const std::string& directory, const char* option);
    void add_repositories();
    void add_program();
    void add_data(const stdfs::path& root, const std::string& directory);
    void refuse() const;

    /// The repository of a component as it is packed.
    struct Repository {
        Pack pack;
        std::map<std::string, std::string> tags; ///< name → object
    };

    const Order& order_;
    stdfs::path work_;
    Contents contents_;
    std::map<std::string, Repository> repositories_; ///< by the checkout's name
    std::vector<report::Error> errors_;
    report::Findings& findings_;
};

/// Goes on where something cannot be had: all of it is told in the end.
template <typename Function>
void Gathering::attempt(Function&& function) {
    try {
        function();
    } catch (const report::Error& error) {
        const auto is_it = [&](const report::Error& known) {
            return std::string_view(known.what()) == error.what();
        };
        if (std::ranges::none_of(errors_, is_it)) errors_.push_back(error);
    }
}

void Gathering::refuse() const {
    if (errors_.empty()) return;
    if (errors_.size() == 1) throw report::Error(errors_.front());
    std::string all;
    for (std::size_t i = 0; i < errors_.size(); ++i)
        all += fmt::format("{}({}) {}", i == 0 ? "" : ", ", i + 1, errors_[i].what());
    throw report::Error(order_.path.string(),
                        fmt::format("cannot be packed, for {} things are missing", errors_.size()),
                        all);
}

void Gathering::add_published() {
    for (const Build& build : order_.given.statement.builds)
        for (const provenance::Subject& subject : build.subjects) {
            const auto package = order_.given.packages.find(subject.path);
            if (package == order_.given.packages.end()) continue;
            attempt([&] {
                contents_.add_file(kPublished + subject.path, package->second);
                if (hash::sha256_file(package->second) != subject.sha256)
                    throw report::Error(package->second.string(),
                                        "is not the package that provenance.json tells of",
                                        "see what 'cal-pkg verify' says of it");
            });
        }
    const stdfs::path& statement = order_.given.file;
    attempt([&] {
        add_beside(statement, provenance::kFileName);
        const stdfs::path manifest = statement.parent_path() / repo::kManifestName;
        if (!fs::is_there(manifest)) return;
        add_beside(manifest, repo::kManifestName);
        if (!stdfs::is_directory(order_.path)) return;
        const auto files = repo::sealed_files(fs::read_file(manifest), manifest.string());
        for (const repo::SealedFile& file : files.value_or(std::vector<repo::SealedFile>{}))
            if (!contents_.items().contains(kPublished + file.path))
                contents_.add_file(kPublished + file.path, statement.parent_path() / file.path);
    });
}

/// With its signature, if it has one.
void Gathering::add_beside(const stdfs::path& file, const std::string& name) {
    contents_.add_file(kPublished + name, file);
    const stdfs::path signature = file.string() + ".asc";
    if (fs::is_there(signature)) contents_.add_file(kPublished + name + ".asc", signature);
}

/// A capsule with another program would not be what the packages were made with.
void Gathering::check_program(const Build& build) {
    if (build.cal_pkg != order_.version)
        throw report::Error(
            build.name,
            fmt::format("was made by cal-pkg {}, and this is {}", build.cal_pkg, order_.version),
            "pack it with that version");
    if (build.encoder != encode::kVersion)
        throw report::Error(build.name,
                            fmt::format("was compressed by version {} of cal-pkg's encoder, and "
                                        "this has {}",
                                        build.encoder, encode::kVersion),
                            "pack it with the cal-pkg that made it");
}

void Gathering::check_data(const Build& build) {
    const layout::Catalog& catalog = order_.catalog;
    const layout::Layout& layout = catalog.layout(build.component);
    const stdfs::path target = catalog.target(order_.given.statement.target).file;
    const std::map<std::string, std::function<std::string()>> here{
        {"layouts/" + layout.file.filename().string(),
         [&] { return hash::sha256_file(layout.file); }},
        {"layouts/targets/" + target.filename().string(),
         [&] { return hash::sha256_file(target); }},
        {fmt::format("specs/{}.spec", layout.package),
         [&] { return hash::sha256(plan::spec_template(catalog, layout.spec)); }},
        {"specs/magic", [&] { return hash::sha256(fs::read_file(catalog.spec("magic"))); }}};
    for (const provenance::Resource& resource : build.made_from.resources)
        if (const auto known = here.find(resource.name); known != here.end())
            if (const auto digest = resource.digest.find("sha256");
                digest != resource.digest.end() && digest->second != known->second())
                throw report::Error(build.name,
                                    fmt::format("was made with another {}", resource.name),
                                    "name the data of then with CALPKG_DATA, or with --config");
}

void Gathering::add_checkout(const Build& build) {
    const layout::Layout& layout = order_.catalog.layout(build.component);
    if (!layout.has_checkout()) return;
    if (build.dirty)
        throw report::Error(build.name, "was made of modified files, and a capsule holds commits",
                            "commit them, and build and publish it again");
    const reproduce::Checkout checkout(order_.catalog, build, order_.options.places);
    const checkout::Git git(checkout.path());
    if (git.is_shallow())
        throw report::Error(checkout.at_hand().string(), "is a shallow clone",
                            "get its history with 'git fetch --unshallow --tags'");
    std::string tag;
    if (build.made_from.version.empty()) {
        const checkout::Description here =
            checkout::describe(git, checkout::scheme_from(layout.scheme));
        if (here.text() != build.describe)
            throw report::Error(build.name,
                                fmt::format("was made of {}, and by the tags that are here this is "
                                            "{}",
                                            build.describe, here.text()),
                                "bring the checkout's tags up to date with 'git fetch --tags'");
        tag = here.tag;
    }
    Repository& repository = repositories_[layout.names.front()];
    const std::string object = repository.pack.add(checkout.path(), build.commit, tag);
    if (!tag.empty()) repository.tags[tag] = object;
    // Those that git ignores are of the checkout, and not of the commit.
    if (build.web_apps == "checkout" && order_.options.parts.web_apps.empty())
        attempt([&] {
            const stdfs::path file = work_ / (build.component + "-web-apps.tar");
            if (fs::is_there(file) || !write_ignored_web_apps(layout, checkout, file)) return;
            if (contents_.has_any_below(kWebApps))
                throw report::Error(build.name,
                                    "has web apps of its checkout, as another component has",
                                    "pack them one by one: give a package of each");
            contents_.add_file(kWebApps + file.filename().string(), file);
        });
}

/// What has no address, in one file.
void Gathering::add_one_file(const std::string& given, const std::string& directory,
                             const char* option) {
    const stdfs::path file = stdfs::absolute(given).lexically_normal();
    if (!stdfs::is_regular_file(file))
        throw report::Error(fmt::format("{} {}", option, given),
                            fs::is_there(file) ? "is not one file" : "is not there",
                            "give a tarball or a package");
    const std::string path = directory + file.filename().string();
    if (!contents_.items().contains(path)) contents_.add_file(path, stdfs::canonical(file));
}

void Gathering::add_web_apps(const Build& build) {
    const std::string& given = order_.options.parts.web_apps;
    if (build.web_apps.empty() || (given.empty() && build.web_apps == "checkout")) return;
    if (given.empty() || given == "build")
        throw report::Error(
            build.name,
            fmt::format("has web apps from elsewhere ({}), and they are not here", build.web_apps),
            "give them with --web-apps FILE: a tarball, as 'cal-pkg web build' "
            "writes one, or a package");
    add_one_file(given, kWebApps, "--web-apps");
    const provenance::Resource* told = build.made_from.find(provenance::kWebApps);
    if (told == nullptr) return;
    if (const auto digest = told->digest.find("sha256");
        digest != told->digest.end() && digest->second != hash::sha256_file(given))
        throw report::Error(build.name, fmt::format("was made with other web apps than {}", given),
                            "give those that it was made with");
}

void Gathering::add_venv(const Build& build) {
    const reproduce::Parts& parts = order_.options.parts;
    if (build.made_from.find(provenance::kVirtualenv) == nullptr) return;
    if (parts.venv.empty())
        throw report::Error(build.name, "has a virtualenv, and it is not here",
                            "give it with --venv FILE, a tarball as 'cal-pkg venv build' writes "
                            "one, or with '--venv build' what it is built from");
    if (parts.venv != "build")
        add_one_file(parts.venv, kVenv, "--venv");
    else if (parts.lock.empty() || parts.wheelhouse.empty())
        throw report::Error(build.name, "has a virtualenv that is to be built, of what nobody says",
                            "give --lock and --wheelhouse");
    if (!parts.lock.empty()) check_lock(build, lock_file());
    if (!contents_.has_any_below(kLock) && !contents_.has_any_below(kWheelhouse))
        add_lock_and_wheelhouse();
}

/// The given one, or that of its name.
stdfs::path Gathering::lock_file() const {
    const std::string& given = order_.options.parts.lock;
    return given.empty() || stdfs::is_regular_file(given)
               ? stdfs::path(given)
               : order_.catalog.lock(given, "--lock " + given);
}

/// The digest in the statement is of the lock that the build wrote. That lists the checkout's own packages, too, which
/// no build holds against a given one, and which cal-pkg's own locks do not list: so another file need not be wrong.
void Gathering::check_lock(const Build& build, const stdfs::path& file) {
    const venv::Lock lock = venv::read_lock(file);
    const std::string& python = order_.catalog.target(order_.given.statement.target).python;
    if (lock.python != python)
        throw report::Error(file.string(),
                            fmt::format("is of Python {}, and {} was built with {}", lock.python,
                                        build.name, python),
                            "give the lock that it was built from with --lock");
    if (lock.packages.empty()) return;
    for (const provenance::Resource& resource : build.made_from.resources)
        if (const auto digest = resource.digest.find("sha256");
            resource.name.starts_with(kLock) && digest != resource.digest.end() &&
            digest->second != hash::sha256_file(file))
            findings_.emplace_back(
                "other-input", report::Severity::warning, build.name,
                fmt::format("its lock had sha256 {}, and {} is another one", digest->second,
                            file.string()),
                "give the lock that was written then, unless only the checkout's own packages "
                "differ");
}

void Gathering::add_lock_and_wheelhouse() {
    const reproduce::Parts& parts = order_.options.parts;
    const stdfs::path lock = lock_file();
    if (!lock.empty()) add_one_file(lock.string(), kLock, "--lock");
    if (parts.wheelhouse.empty()) return;
    venv::Wheelhouse wheelhouse(parts.wheelhouse);
    if (!lock.empty()) wheelhouse.restrict_to(venv::read_lock(lock));
    for (const venv::Wheelhouse::Archive& archive : wheelhouse.archives())
        contents_.add_file(kWheelhouse + archive.path.filename().string(), archive.path);
}

void Gathering::add_repositories() {
    for (const auto& [name, repository] : repositories_) {
        const stdfs::path pack = work_ / (name + ".pack");
        fs::write_file(pack, repository.pack.bytes(), 0644, fs::Flush::no);
        contents_.add_file(kCheckouts + name + ".pack", pack);
        std::string tags;
        for (const auto& [tag, object] : repository.tags)
            tags += fmt::format("{} refs/tags/{}\n", object, tag);
        if (tags.empty() && repository.pack.is_sha256()) tags = kNoTagsOfSha256;
        contents_.add_text(kCheckouts + name + ".tags", tags);
    }
}

void Gathering::add_program() {
    contents_.add_file(kProgram, order_.options.program.file);
    add_data(order_.catalog.root(), kData);
    // 'explain' and SARIF read it. In the build tree it is a link.
    if (const stdfs::path findings = order_.catalog.root() / stdfs::path(kFindings).filename();
        stdfs::is_regular_file(findings))
        contents_.add_file(kFindings, stdfs::canonical(findings));
    for (std::size_t i = 0; i < order_.options.program.site.size(); ++i)
        add_data(order_.options.program.site[i], fmt::format("{}{}/", kSite, i + 1));
}

void Gathering::add_data(const stdfs::path& root, const std::string& directory) {
    for (const char* folder : {"layouts", "specs", "venv", "web"}) {
        if (!stdfs::is_directory(root / folder)) continue;
        const stdfs::path top = stdfs::canonical(root / folder);
        fs::walk(top, [&](const stdfs::path& file) {
            if (!fs::is_real_directory(file))
                contents_.add_file(fmt::format("{}{}/{}", directory, folder,
                                               file.lexically_relative(top).string()),
                                   file);
        });
    }
}

Contents Gathering::all() {
    attempt([&] { add_published(); });
    for (const Build& build : order_.given.statement.builds)
        if (order_.given.concerns(build))
            for (const auto step :
                 {&Gathering::check_program, &Gathering::check_data, &Gathering::add_checkout,
                  &Gathering::add_web_apps, &Gathering::add_venv})
                attempt([&] { (this->*step)(build); });
    attempt([&] { add_program(); });
    refuse();
    add_repositories();
    contents_.add_text(kReadme, readme(order_.given, contents_, order_.version));
    return std::move(contents_);
}

} // namespace

Contents gather(const Order& order, const stdfs::path& work, report::Findings& findings) {
    return Gathering(order, work, findings).all();
}

} // namespace calpkg::capsule
