#include "lib/checkout/survey.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/version_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

namespace calpkg::checkout {

namespace {

/// How many tags are named to git in one line.
constexpr std::size_t kNamed = 1000;

/// A tag of the checkout.
struct Tag {
    std::string name;
    std::string commit; ///< hash of the commit that it leads to
    bool annotated = false;
};

/// All tags, or with `filter` (`--merged=HEAD`, …) some. `only`, when it holds any, are those that are looked at.
std::vector<Tag> read_tags(const Git& git, const std::string& filter = {},
                           const std::vector<TagVersion>& only = {}) {
    // `*` is what an annotated tag leads to; it is empty for lightweight ones.
    std::vector<std::string> arguments = {
        "for-each-ref", "--format=%(objecttype) %(objectname) %(refname:strip=2) %(*objectname)"};
    if (!filter.empty()) arguments.push_back(filter);
    if (only.empty() || only.size() > kNamed)
        arguments.emplace_back("refs/tags");
    else
        for (const TagVersion& tag : only) arguments.push_back("refs/tags/" + tag.tag);
    std::vector<Tag> tags;
    std::istringstream lines(git.output(arguments));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string type, object, name, target;
        words >> type >> object >> name >> target;
        tags.push_back({name, target.empty() ? object : target, type == "tag"});
    }
    return tags;
}

/// The version of the commit that `tag` marks; none for a tag that gives no version.
std::optional<TagVersion> version_at(const Tag& tag, Scheme scheme) {
    try {
        return TagVersion{tag.name, version_from({tag.name, 0, ""}, scheme).text()};
    } catch (const report::Error&) {
        return std::nullopt;
    }
}

/// Tags of `kind` at `head` that give a version, but the chosen one.
std::vector<std::string> others_at(const std::vector<Tag>& tags, const std::string& head,
                                   Scheme scheme, bool annotated, const std::string& chosen) {
    std::vector<std::string> names;
    for (const Tag& tag : tags)
        if (tag.commit == head && tag.annotated == annotated && tag.name != chosen &&
            is_version_tag(tag.name, scheme))
            names.push_back(tag.name);
    return names;
}

/// Annotated tags that give a version and mark another commit than `head`.
std::vector<TagVersion> versions(const std::vector<Tag>& tags, Scheme scheme,
                                 const std::string& head) {
    std::vector<TagVersion> out;
    for (const Tag& tag : tags) {
        if (!tag.annotated || tag.commit == head) continue;
        if (const auto version = version_at(tag, scheme)) out.push_back(*version);
    }
    std::ranges::stable_sort(out, [](const TagVersion& a, const TagVersion& b) {
        return rpm::compare_versions(a.text, b.text) < 0;
    });
    return out;
}

bool not_older(int order) { return order >= 0; }
bool not_newer(int order) { return order <= 0; }

/// Those of `tags` on one side of `own` in rpm's order.
std::vector<TagVersion> those(const std::vector<TagVersion>& tags, bool (*side)(int order),
                              const std::string& own) {
    std::vector<TagVersion> out;
    std::ranges::copy_if(tags, std::back_inserter(out), [&](const TagVersion& tag) {
        return side(rpm::compare_versions(tag.text, own));
    });
    return out;
}

/// Whether HEAD may lie on the history of one of `tags`: it does when theirs leaves nothing of HEAD's. Far cheaper than
/// asking which of them contain it.
bool may_contain_head(const Git& git, const std::vector<TagVersion>& tags) {
    if (tags.size() > kNamed) return true;
    std::vector<std::string> arguments = {"rev-list", "--max-count=1", "HEAD"};
    for (const TagVersion& tag : tags) arguments.push_back("^refs/tags/" + tag.tag);
    std::string left;
    return !git.try_output(arguments, left) || left.empty();
}

/// The letters that a revision starts with, when no number follows them: "rc" of "rc_51_g12cdabd".
std::string unnumbered_word(const std::string& revision) {
    const auto end = std::ranges::find_if(
        revision, [](char c) { return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z'); });
    const bool numbered = end != revision.end() && *end >= '0' && *end <= '9';
    return numbered ? "" : std::string(revision.begin(), end);
}

} // namespace

std::vector<std::string> ignored_lightweight(const Git& git, const Description& chosen) {
    const std::vector<Tag> reachable = read_tags(git, "--merged=HEAD");
    const auto tag = std::ranges::find(reachable, chosen.tag, &Tag::name);
    std::set<std::string> commits;
    std::vector<std::string> range = {"rev-list", "HEAD"};
    if (tag != reachable.end()) {
        range.push_back("^" + tag->commit);
        commits.insert(tag->commit);
    }
    std::istringstream hashes(git.output(range));
    for (std::string hash; hashes >> hash;) commits.insert(hash);

    std::vector<std::string> names;
    for (const Tag& candidate : reachable)
        if (!candidate.annotated && commits.contains(candidate.commit))
            names.push_back(candidate.name);
    return names;
}

TagSurvey survey(const Git& git, Scheme scheme, const CheckoutVersion& here) {
    const std::string own = here.version.text();
    TagSurvey survey;
    const std::vector<Tag> all = read_tags(git);
    const std::string& head = here.commit.hash;
    survey.lightweight_at_head = others_at(all, head, scheme, false, here.description.tag);
    survey.annotated_at_head = others_at(all, head, scheme, true, here.description.tag);
    const std::vector<TagVersion> tagged = versions(all, scheme, head);
    for (const TagVersion& tag : tagged) {
        const int order = rpm::compare_versions(tag.text, own);
        if (order < 0) survey.below = tag;
        if (order > 0 && !survey.above) survey.above = tag;
    }
    // git walks the history to find where a tag lies: only those are asked about that it makes a difference of.
    const auto ask = [&](const char* filter, const std::vector<TagVersion>& tags) {
        return versions(read_tags(git, filter, tags), scheme, head);
    };
    if (const auto tags = those(tagged, not_older, own); !tags.empty())
        survey.not_below = those(ask("--merged=HEAD", tags), not_older, own);
    if (const auto tags = those(tagged, not_newer, own);
        !tags.empty() && may_contain_head(git, tags))
        survey.not_above = those(ask("--contains=HEAD", tags), not_newer, own);
    return survey;
}

std::optional<std::string> numbering_hazard(const Description& description,
                                            const Version& version) {
    const std::string own = version.text();
    const std::string word = unnumbered_word(version.revision);
    const std::string first = version.version + "-" + word + "1";
    if (word.empty() || description.commits == 0 || rpm::compare_versions(own, first) <= 0)
        return std::nullopt;
    return fmt::format("{} > {}: a later tag v{}-{}1 would not be an upgrade", own, first,
                       version.version, word);
}

std::vector<std::string> losses(const Description& description, Scheme scheme) {
    if (scheme != Scheme::diamond || description.commits == 0) return {};
    return {fmt::format("the hash {}: any commit that is {} after {} has this version",
                        description.hash, description.commits, description.tag)};
}

std::vector<std::string> hazards(const Description& description, const Version& version) {
    std::vector<std::string> found;
    const std::string own = version.text();
    const std::string release = version.version + "-0";
    if (rpm::compare_versions(own, release) < 0)
        found.push_back(fmt::format("{} < {}: right for what leads to {}; after {} is "
                                    "published it is not an upgrade",
                                    own, release, version.version, release));
    if (const auto hazard = numbering_hazard(description, version)) found.push_back(*hazard);
    if (description.commits != 0 && version.revision.find(description.hash) != std::string::npos)
        found.push_back(fmt::format("of two branches with {} commits after {}, the hash decides "
                                    "which build is newer",
                                    description.commits, description.tag));
    return found;
}

std::vector<std::string> wrong_order(const TagSurvey& survey, const Version& version) {
    std::vector<std::string> found;
    const std::string own = version.text();
    for (const TagVersion& tag : survey.not_below)
        found.push_back(fmt::format("{} (tag {}, earlier) is not older than {} in rpm's order: no "
                                    "upgrade leads from it to here",
                                    tag.text, tag.tag, own));
    for (const TagVersion& tag : survey.not_above)
        found.push_back(fmt::format("{} (tag {}, later) is not newer than {} in rpm's order: it is "
                                    "not an upgrade from here",
                                    tag.text, tag.tag, own));
    return found;
}

std::optional<Version> next_version(const Description& description, Scheme scheme) {
    if (description.tag.empty()) return std::nullopt;
    return version_from({description.tag, description.commits + 1, "0000000"}, scheme);
}

std::vector<std::string> wrong_order_of_modified(const CheckoutVersion& here, Scheme scheme,
                                                 const std::string& dist) {
    if (!here.unmodified) return {};
    const auto with_dist = [&](const Version& version) {
        return dist.empty() ? version.text() : version.text() + "." + dist;
    };
    const std::string own = with_dist(here.version);
    const std::string before = with_dist(*here.unmodified);
    std::vector<std::string> found;
    if (rpm::compare_versions(own, before) <= 0)
        found.push_back(fmt::format("{} is not newer than {} in rpm's order: the modified build is "
                                    "not an upgrade from its commit's",
                                    own, before));
    const std::optional<Version> next = next_version(here.description, scheme);
    if (!next)
        found.push_back(fmt::format("its version is given by hand: the next commit's build is an "
                                    "upgrade from {} only with a greater one",
                                    own));
    else if (rpm::compare_versions(own, with_dist(*next)) >= 0)
        found.push_back(fmt::format("{} is not older than {} in rpm's order: the next commit's "
                                    "build is not an upgrade from the modified one",
                                    own, with_dist(*next)));
    return found;
}

} // namespace calpkg::checkout
