#include "lib/checkout/survey.hpp"
#include "lib/rpm/version_order.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using checkout::Scheme;
using Names = std::vector<std::string>;

namespace {

checkout::TagSurvey survey_of(const test::Repository& repository,
                              Scheme scheme = Scheme::calamari) {
    const checkout::Git git(repository.top());
    return checkout::survey(git, scheme, checkout::version_of(git, scheme, false));
}

Names tags(const std::vector<checkout::TagVersion>& list) {
    Names names;
    for (const checkout::TagVersion& tag : list) names.push_back(tag.tag);
    return names;
}

Names hazards_of(const std::string& describe, Scheme scheme = Scheme::calamari) {
    const checkout::Description description = checkout::parse_description(describe);
    return checkout::hazards(description, checkout::version_from(description, scheme));
}

bool mentions(const Names& texts, const std::string& part) {
    for (const std::string& text : texts)
        if (text.find(part) != std::string::npos) return true;
    return false;
}

} // namespace

TEST_CASE("lightweight tags on the chosen tag's commit and since are told, older ones are not") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.commit("Old");
    repository.lightweight_tag("v1.0");
    repository.commit("Release");
    repository.tag("v1.2.2");
    repository.lightweight_tag("v1.2.3");
    repository.commit("Since");
    repository.lightweight_tag("qa-build");
    repository.commit("Head");
    const checkout::Git git(repository.top());
    CHECK(checkout::ignored_lightweight(git, checkout::describe(git, Scheme::calamari)) ==
          Names{"qa-build", "v1.2.3"});
}

TEST_CASE("the neighbours of a version are the nearest tags in rpm's order, wherever they are") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    for (const char* tag :
         {"v1.1.0", "v1.2-rc1", "v1.2-rc2", "HEAD", "v1.2-rc3", "v1.2", "v1.10"}) {
        repository.commit(tag);
        if (tag != std::string("HEAD")) repository.tag(tag);
    }
    repository.lightweight_tag("v1.2-rc2.5");
    repository.tag("nonsense");
    repository.git({"checkout", "-q", "HEAD~3"});
    const checkout::TagSurvey survey = survey_of(repository);
    REQUIRE(survey.below);
    CHECK(survey.below->tag == "v1.2-rc2");
    CHECK(survey.below->text == "1.2-rc2");
    REQUIRE(survey.above);
    CHECK(survey.above->tag == "v1.2-rc3");
    CHECK(survey.not_below.empty());
    CHECK(survey.not_above.empty());
}

TEST_CASE("a version has no neighbour where no tag is") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.commit("Only");
    repository.tag("v1.2");
    const checkout::TagSurvey survey = survey_of(repository);
    CHECK_FALSE(survey.below);
    CHECK_FALSE(survey.above);
}

TEST_CASE("tags whose history and rpm's order disagree are found") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.commit("Word without a number");
    repository.tag("v1.3-rc");
    repository.commit("Here");
    repository.commit("Later");
    repository.tag("v1.3-rc1");
    repository.git({"checkout", "-q", "HEAD~1"});
    CHECK(tags(survey_of(repository).not_above) == Names{"v1.3-rc1"});

    const test::Repository diamond(dir.path() / "diamond");
    diamond.commit("First");
    diamond.tag("v3.4.1");
    diamond.commit("Second");
    diamond.commit("Third");
    diamond.tag("v3.4.2");
    CHECK(tags(survey_of(diamond, Scheme::diamond).not_below) == Names{"v3.4.1"});
    diamond.git({"checkout", "-q", "HEAD~1"});
    CHECK(tags(survey_of(diamond, Scheme::diamond).not_above) == Names{"v3.4.2"});
}

TEST_CASE("rpm's order of pre-releases is told as it is") {
    // The orders that the hazards rest on, from rpm itself.
    CHECK(rpm::compare_versions("1.3-rc_46_g1234567", "1.3-0") < 0);
    CHECK(rpm::compare_versions("1.3-rc_46_g1234567", "1.3-rc1") > 0);
    CHECK(rpm::compare_versions("1.3-46_g1234567", "1.3-0") > 0);

    CHECK(mentions(hazards_of("v1.3-rc-46-g1234567"), "1.3-rc_46_g1234567 < 1.3-0"));
    CHECK(mentions(hazards_of("v1.3-rc-46-g1234567"), "1.3-rc_46_g1234567 > 1.3-rc1"));
    CHECK_FALSE(mentions(hazards_of("v1.3-rc2-46-g1234567"), "1.3-rc1"));
    CHECK(mentions(hazards_of("v1.3-rc2-46-g1234567"), "< 1.3-0"));
    CHECK_FALSE(mentions(hazards_of("v1.3-46-g1234567"), "< 1.3-0"));
    CHECK(mentions(hazards_of("v1.3-46-g1234567"), "the hash decides"));
    CHECK(hazards_of("v1.3-46-g1234567").size() == 1);
    CHECK(hazards_of("v1.3").empty());
    CHECK(hazards_of("v3.4-67-gf4f98ae", Scheme::diamond).empty());
}

TEST_CASE("Diamond's versions lose the hash, calamari's do not") {
    const checkout::Description description = checkout::parse_description("v3.4-67-gf4f98ae");
    CHECK(mentions(checkout::losses(description, Scheme::diamond), "f4f98ae"));
    CHECK(checkout::losses(description, Scheme::calamari).empty());
    CHECK(checkout::losses(checkout::parse_description("v3.4"), Scheme::diamond).empty());
}

namespace {

/// A modified build of what `describe` says, with `digest` naming the modification.
checkout::CheckoutVersion modified(const std::string& describe, Scheme scheme) {
    checkout::CheckoutVersion here;
    here.dirty = true;
    here.description = checkout::parse_description(describe);
    here.unmodified = checkout::version_from(here.description, scheme);
    here.version = checkout::mark_dirty(*here.unmodified, "f00dbab");
    return here;
}

} // namespace

TEST_CASE("a modified build lies between its commit's and the next one's, in every scheme") {
    for (const char* describe : {"v1.2", "v1.2-rc2", "v1.3-rc", "v1.2-12-ge16f809",
                                 "v1.2-rc2-49-g3e3686d", "v1.3-rc-46-gaaaaaaa", "v1.2-9-g9999999"})
        for (const char* dist : {"el6", "el7", "amzn2", ""}) {
            CAPTURE(describe);
            CAPTURE(dist);
            CHECK(checkout::wrong_order_of_modified(modified(describe, Scheme::calamari),
                                                    Scheme::calamari, dist)
                      .empty());
        }
    for (const char* describe : {"v3.4", "v3.4-67-gf4f98ae"})
        CHECK(checkout::wrong_order_of_modified(modified(describe, Scheme::diamond),
                                                Scheme::diamond, "el6")
                  .empty());
}

TEST_CASE("where a target or a version of one's own does not permit that order, it is told") {
    checkout::CheckoutVersion here = modified("v1.2", Scheme::calamari);
    CHECK(mentions(checkout::wrong_order_of_modified(here, Scheme::calamari, "1.el6"),
                   "1.2-0.0.dirty.f00dbab.1.el6 is not newer than 1.2-0.1.el6"));
    here.description = {};
    CHECK(mentions(checkout::wrong_order_of_modified(here, Scheme::calamari, "el6"),
                   "given by hand"));
    here.unmodified.reset();
    CHECK(checkout::wrong_order_of_modified(here, Scheme::calamari, "el6").empty());
}

TEST_CASE("other versions at HEAD are found, by kind; other tags are not") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.commit("First");
    for (const char* tag : {"v1.2", "v1.1", "nightly"}) repository.tag(tag);
    for (const char* tag : {"v1.3", "qa"}) repository.lightweight_tag(tag);
    const checkout::TagSurvey survey = survey_of(repository);
    CHECK(survey.lightweight_at_head == Names{"v1.3"});
    CHECK(survey.annotated_at_head.size() == 1);
}
