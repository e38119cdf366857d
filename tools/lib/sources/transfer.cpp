#include "lib/sources/transfer.hpp"

#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/sources/copy_objects.hpp"
#include "lib/sources/transfer_failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace calpkg::sources {

namespace {

constexpr std::string_view kBranches = "refs/heads/";
constexpr std::string_view kClonedBranches = "refs/remotes/origin/";

/// Names and ids of a repository's refs.
using Refs = std::map<std::string, std::string>;

struct Remote {
    std::string address;
    Refs refs;
};

/// The first address that answers. `top` is where git runs.
Remote find_remote(const std::filesystem::path& top, const std::vector<std::string>& addresses) {
    for (const std::string& address : addresses) {
        const process::Result result =
            checkout::run_fetching_git(top, {"ls-remote", "--quiet", "--", address}, {}, {});
        if (result.ok()) {
            Remote remote{address, {}};
            for (const std::string& line : report::lines_of(result.out)) {
                const std::size_t tab = line.find('\t');
                if (tab != line.npos) remote.refs[line.substr(tab + 1)] = line.substr(0, tab);
            }
            return remote;
        }
        if (address == addresses.back() || !is_not_there(result))
            throw transfer_failure(address, result);
    }
    return {};
}

/// Under which names the remote may have what holds the commit; the one that stands on it first.
std::vector<std::string> holders(const Remote& remote, const layout::LineSource& source) {
    std::vector<std::string> names{source.ref};
    if (source.ref.starts_with(kBranches))
        names.push_back(std::string(kClonedBranches) + source.ref.substr(kBranches.size()));
    std::erase_if(names, [&](const std::string& name) { return !remote.refs.contains(name); });
    std::ranges::stable_partition(
        names, [&](const std::string& name) { return remote.refs.at(name) == source.commit; });
    return names;
}

/// "+refs/heads/1.2:refs/remotes/origin/1.2".
std::string tracking(const std::string& holder) {
    for (const std::string_view prefix : {kBranches, kClonedBranches})
        if (holder.starts_with(prefix))
            return fmt::format("+{}:{}{}", holder, kClonedBranches, holder.substr(prefix.size()));
    return fmt::format("+{0}:{0}", holder);
}

class Transfer {
public:
    Transfer(const std::filesystem::path& top, const layout::LineSource& source, Remote remote,
             Into into, const Observer& observer)
        : top_(top),
          source_(source),
          remote_(std::move(remote)),
          into_(into),
          observer_(observer) {}

    const std::string& address() const { return remote_.address; }

    void run() const {
        for (const std::string& holder : holders(remote_, source_)) {
            const process::Result result =
                fetch({into_ == Into::ours ? tracking(holder) : holder, all_tags()});
            if (!result.ok() && lacks_objects(result) && may_copy())
                copy_all(holder);
            else if (!result.ok() && !only_tags_refused(result))
                throw transfer_failure(remote_.address, result);
            if (has_commit(top_, source_.commit)) return;
        }
        // Nothing that has a name need hold it any more: servers may give it by its id.
        const process::Result result = fetch({source_.commit, all_tags()});
        if (!has_commit(top_, source_.commit)) throw no_commit(result);
    }

private:
    std::string all_tags() const {
        return into_ == Into::ours ? "+refs/tags/*:refs/tags/*" : "refs/tags/*:refs/tags/*";
    }

    process::Result fetch(const checkout::Arguments& refspecs) const {
        checkout::Arguments arguments{"fetch", "--no-auto-maintenance", "--no-recurse-submodules",
                                      "--upload-pack=git-upload-pack", "--no-tags"};
        if (is_shallow()) arguments.emplace_back("--unshallow");
        // Not --quiet, with which it would not say which tags it has refused.
        if (observer_.progress) arguments.emplace_back("--progress");
        arguments.insert(arguments.end(), {"--", remote_.address});
        arguments.insert(arguments.end(), refspecs.begin(), refspecs.end());
        std::function<void(std::string_view)> on_err;
        if (observer_.progress)
            on_err = [this](std::string_view text) { observer_.progress(source_.name(), text); };
        return checkout::run_fetching_git(top_, arguments, {}, on_err);
    }

    bool may_copy() const { return into_ == Into::ours && remote_.address.starts_with('/'); }

    /// What the holder and the tags name need not be complete then: the checkout will tell.
    void copy_all(const std::string& holder) const {
        if (observer_.message)
            observer_.message(fmt::format("{} lacks objects of some commits; the others are copied",
                                          remote_.address));
        copy_objects(remote_.address, top_);
        const std::string local = tracking(holder);
        set_ref(local.substr(local.find(':') + 1), remote_.refs.at(holder));
        for (const auto& [name, id] : remote_.refs)
            if (name.starts_with("refs/tags/") && !name.ends_with("^{}")) set_ref(name, id);
    }

    /// Left out where the object is missing.
    void set_ref(const std::string& name, const std::string& id) const {
        static_cast<void>(checkout::run_fetching_git(top_, {"update-ref", name, id}, {}, {}));
    }

    bool is_shallow() const {
        return checkout::run_git(top_, {"rev-parse", "--is-shallow-repository"}).out == "true\n";
    }

    /// A tag that is another one here stays, and git says so after all else has been done.
    static bool only_tags_refused(const process::Result& result) {
        return result.exit_code == 1 &&
               result.err.find("would clobber existing tag") != std::string::npos;
    }

    report::Error no_commit(const process::Result& result) const {
        const std::string subject = without_passwords(remote_.address);
        const std::string reason =
            fmt::format("has no commit {}, which {} held", source_.commit, source_.ref);
        return {subject,
                result.ok() ? reason : fmt::format("{} (git: {})", reason, last_words(result)),
                fmt::format("bring the mirror up to date, or take another one: {} has it",
                            source_.url)};
    }

    const std::filesystem::path& top_;
    const layout::LineSource& source_;
    Remote remote_;
    Into into_;
    const Observer& observer_;
};

} // namespace

bool has_commit(const std::filesystem::path& top, const std::string& commit) {
    return checkout::run_git(top, {"cat-file", "-e", commit + "^{commit}"}).ok();
}

std::string transfer(const std::filesystem::path& top, const layout::LineSource& source,
                     const Way& way, Into into) {
    const Transfer work(top, source, find_remote(top, way.origin.addresses(source)), into,
                        way.observer);
    if (way.observer.message)
        way.observer.message(
            fmt::format("fetching {} from {}", source.name(), without_passwords(work.address())));
    work.run();
    return work.address();
}

} // namespace calpkg::sources
