#include "lib/checkout/findings.hpp"

#include "lib/checkout/survey.hpp"
#include "lib/checkout/ways_out.hpp"

#include <fmt/format.h>

namespace calpkg::checkout {

namespace {

/// The tag may be annotated where it comes from: checkout actions leave lightweight ones.
std::string way_to_annotated(const Git& git, const std::string& tag) {
    const std::string fetch = git.fetch_line("--tags --force");
    return (fetch.empty() ? "" : fmt::format("fetch it as it was made with '{}', or ", fetch)) +
           fmt::format("make an annotated one of it with '{}'", annotate_line(git.top(), tag));
}

/// Adds warnings about one package.
class Warnings {
public:
    explicit Warnings(const std::string& subject) : subject_(subject) {}

    void add(const char* id, const std::string& message, const std::string& remedy) {
        found_.push_back({id, report::Severity::warning, subject_, message, remedy});
    }
    report::Findings found() { return std::move(found_); }

private:
    std::string subject_;
    report::Findings found_;
};

void warn_of_tags(Warnings& warnings, const Git& git, Scheme scheme, const CheckoutVersion& here,
                  const TagSurvey& tags) {
    const std::string own = here.version.text();
    for (const std::string& tag : tags.lightweight_at_head)
        warnings.add("ignored-tag",
                     fmt::format("{} marks this commit, but is lightweight, and git describe takes "
                                 "annotated tags only: the version is {}",
                                 tag, own),
                     way_to_annotated(git, tag));
    for (const std::string& tag : tags.annotated_at_head)
        warnings.add("ignored-tag",
                     fmt::format("{} marks this commit, too; git describe takes {}, so the version "
                                 "is {}",
                                 tag, here.description.tag, own),
                     fmt::format("to build it as that, give --version-of NAME={}",
                                 version_from({tag, 0, ""}, scheme).text()));
}

} // namespace

report::Findings findings(const Git& git, Scheme scheme, const CheckoutVersion& here,
                          const std::string& dist, const std::string& subject) {
    const TagSurvey tags = survey(git, scheme, here);
    Warnings warnings(subject);
    // Whoever gives the version by hand has chosen among the tags.
    if (!here.description.tag.empty()) warn_of_tags(warnings, git, scheme, here, tags);
    std::vector<std::string> order = wrong_order(tags, here.version);
    if (const auto hazard = numbering_hazard(here.description, here.version))
        order.push_back(*hazard);
    for (const std::string& message : order)
        warnings.add("version-order", message,
                     "'cal-pkg version " + git.top().string() + " --explain' shows the order");
    for (const std::string& message : wrong_order_of_modified(here, scheme, dist))
        warnings.add("modified-order", message, "commit the changes for a release");
    return warnings.found();
}

} // namespace calpkg::checkout
