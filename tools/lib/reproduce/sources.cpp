#include "lib/reproduce/sources.hpp"

#include "lib/checkout/git.hpp"
#include "lib/checkout/public_origin.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/fetch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace calpkg::reproduce {

namespace {

namespace stdfs = std::filesystem;

/// What lines know of the component's repository: the one with the commit, else the address of any.
layout::LineRepository known_repository(const layout::Catalog& catalog,
                                        const provenance::Build& build) {
    layout::LineRepository known;
    for (const std::string& name : catalog.line_names()) {
        const layout::Line line = catalog.line(name);
        const layout::LineRepository* repository = line.repository(build.component);
        if (repository == nullptr) continue;
        if (repository->commit == build.commit) return *repository;
        known.url = repository->url;
    }
    known.ref = "refs/heads/master"; // where it is not there the commit is asked for by its id
    return known;
}

/// "https://github.com/ceph/calamari" of "git+https://github.com/ceph/calamari.git@COMMIT".
std::string address_in(const std::string& uri) {
    constexpr std::string_view scheme = "git+", ending = ".git";
    if (!uri.starts_with(scheme)) return {};
    std::string address = uri.substr(scheme.size(), uri.rfind('@') - scheme.size());
    if (address.ends_with(ending)) address.resize(address.size() - ending.size());
    return checkout::public_address(address); // as it was written: nothing that is of this machine
}

layout::LineRepository repository_of(const layout::Catalog& catalog,
                                     const provenance::Build& build) {
    layout::LineRepository repository = known_repository(catalog, build);
    const provenance::Resource* told = build.made_from.find(provenance::kCheckout);
    if (told != nullptr && repository.commit.empty() && !address_in(told->uri).empty())
        repository.url = address_in(told->uri);
    if (repository.url.empty())
        throw report::Error(build.name, "says of no address that its checkout can be fetched from",
                            "give a directory with the checkout with --checkouts DIR");
    repository.component = build.component;
    repository.commit = build.commit;
    repository.describe = build.describe;
    return repository;
}

} // namespace

Checkout::Checkout(const layout::Catalog& catalog, const provenance::Build& build,
                   const Places& places) {
    if (build.commit.empty() ||
        build.commit.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw report::Error(build.name,
                            "is said to be made of '" + build.commit + "', which is not a commit",
                            "give the statement that was published with it with --provenance FILE");
    if (const auto named = places.named.find(build.component);
        named != places.named.end() && stdfs::is_directory(named->second))
        at_hand_ = stdfs::canonical(named->second);
    const std::vector<std::string>& names = catalog.layout(build.component).names;
    for (const std::string& name : names)
        if (at_hand_.empty() && !places.checkouts.empty() &&
            stdfs::is_directory(places.checkouts / name))
            at_hand_ = stdfs::canonical(places.checkouts / name);
    std::string ignored;
    const bool has_it =
        !at_hand_.empty() &&
        checkout::Git(at_hand_).try_output({"cat-file", "-e", build.commit + "^{commit}"}, ignored);
    if (build.dirty) {
        take_modified(build);
    } else if (has_it) {
        commit_.emplace(compare::CommitName{at_hand_, build.commit});
        path_ = commit_->path();
    } else if (places.checkouts.empty() || !places.from.empty()) {
        fetch(catalog, build, places);
    } else if (at_hand_.empty()) {
        throw report::Error(places.checkouts.string(),
                            fmt::format("has no {}", fmt::join(names, " or ")),
                            "put the checkout there, or say with --from where it is fetched from");
    } else {
        throw report::Error(at_hand_.string(), fmt::format("has no commit {}", build.commit),
                            "fetch it there, or say with --from where it is fetched from");
    }
}

void Checkout::take_modified(const provenance::Build& build) {
    if (at_hand_.empty() || checkout::Git(at_hand_).head().hash != build.commit)
        throw report::Error(
            build.name,
            fmt::format("was made of modified files of the commit {}, which nobody else has",
                        build.commit),
            "give the checkout with these very changes with --checkouts DIR");
    path_ = at_hand_;
}

void Checkout::fetch(const layout::Catalog& catalog, const provenance::Build& build,
                     const Places& places) {
    sources::Order order;
    order.line.name = build.name;
    order.line.repositories = {repository_of(catalog, build)};
    order.components = {build.component};
    order.archives = false;
    order.from = places.from;
    order.observer = places.observer;
    fetched_.emplace(fs::system_temp_directory(), "cal-pkg-sources-");
    const sources::Sources sources = sources::fetch(catalog, order, fetched_->path() / "checkouts");
    if (!sources.errors.empty()) throw report::Error(sources.errors.front());
    path_ = sources.checkouts.front().checkout;
}

} // namespace calpkg::reproduce
