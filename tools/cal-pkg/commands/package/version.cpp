#include "cal-pkg/commands/package/version.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "lib/checkout/survey.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <iostream>
#include <optional>

namespace calpkg::commands {

namespace {

using checkout::Scheme;
using checkout::TagSurvey;
using checkout::TagVersion;
using Json = nlohmann::ordered_json;

/// What the command found out, for its printers.
struct Answer {
    Scheme scheme = Scheme::calamari;
    checkout::CheckoutVersion here; ///< commit empty when only a describe string was given
    std::vector<std::string> lost;
    std::vector<std::string> hazards;
    std::vector<std::string> ignored; ///< lightweight tags, with the survey
    std::optional<TagSurvey> survey;  ///< of a checkout, when it is to be explained
};

Answer from_describe(const std::string& text, Scheme scheme) {
    Answer answer{scheme, {}, {}, {}, {}, {}};
    answer.here.description = checkout::parse_description(text);
    answer.here.version = checkout::version_from(answer.here.description, scheme);
    return answer;
}

Answer from_checkout(const std::string& top, const std::string& scheme, bool allow_dirty,
                     bool with_survey) {
    const checkout::Git git(top);
    Answer answer;
    answer.scheme = scheme.empty() ? checkout::detect_scheme(top) : checkout::scheme_from(scheme);
    answer.here = checkout::version_of(git, answer.scheme, allow_dirty);
    if (!with_survey) return answer;
    answer.ignored = checkout::ignored_lightweight(git, answer.here.description);
    answer.survey = checkout::survey(git, answer.scheme, answer.here);
    return answer;
}

void judge(Answer& answer) {
    const checkout::CheckoutVersion& here = answer.here;
    answer.lost = here.version.notes;
    for (const std::string& loss : checkout::losses(here.description, answer.scheme))
        answer.lost.push_back(loss);
    answer.hazards = checkout::hazards(here.description, here.version);
    const auto add = [&](const std::vector<std::string>& found) {
        answer.hazards.insert(answer.hazards.end(), found.begin(), found.end());
    };
    // A target's dist tag, which is not known here, begins with a letter.
    add(checkout::wrong_order_of_modified(here, answer.scheme, "el"));
    if (here.dirty)
        answer.hazards.emplace_back("of two modified builds of a commit, the digest decides which "
                                    "is newer");
    if (answer.survey) add(checkout::wrong_order(*answer.survey, here.version));
}

std::string rule(Scheme scheme) {
    return scheme == Scheme::diamond
               ? "diamond: MAJOR.MINOR of the tag, then the number of commits since; revision 0"
               : "calamari: the tag to its first dash, then the rest with '_' for '-'";
}

std::string chosen(const checkout::Description& description) {
    if (description.commits == 0) return fmt::format("{}, at HEAD itself", description.tag);
    return fmt::format("{}, {} commit{} before {}", description.tag, description.commits,
                       description.commits == 1 ? "" : "s", description.hash);
}

/// "1.2-rc2 (v1.2-rc2) < 1.2-rc2_49_g3e3686d < 1.2-rc3 (v1.2-rc3)"; a modified build stands between its commit's and
/// the next one's.
std::string order(const TagSurvey& survey, const Answer& answer) {
    const checkout::CheckoutVersion& here = answer.here;
    std::string text = here.version.text();
    const auto next = checkout::next_version(here.description, answer.scheme);
    if (here.unmodified && next)
        text = fmt::format("{} (this commit) < {} < {} (the next commit)", here.unmodified->text(),
                           text, report::replaced(next->text(), "0000000", "…"));
    if (survey.below)
        text = fmt::format("{} ({}) < ", survey.below->text, survey.below->tag) + text;
    if (survey.above) text += fmt::format(" < {} ({})", survey.above->text, survey.above->tag);
    return text;
}

void print_line(const char* label, const std::string& text) {
    std::cout << fmt::format("  {:<9}{}\n", label, report::escaped(text));
}

void print_lines(const char* label, const std::vector<std::string>& texts) {
    if (texts.empty()) print_line(label, "nothing");
    for (std::size_t i = 0; i < texts.size(); ++i) print_line(i == 0 ? label : "", texts[i]);
}

void print_explanation(const Answer& answer) {
    print_line("scheme", rule(answer.scheme));
    print_line("tag", chosen(answer.here.description));
    if (answer.survey) {
        std::vector<std::string> ignored;
        for (const std::string& tag : answer.ignored)
            ignored.push_back(tag + ": lightweight; git describe takes annotated tags only");
        for (const std::string& tag : answer.survey->annotated_at_head)
            ignored.push_back(tag + ": at HEAD, too; git describe takes the newest tag");
        print_lines("ignored", ignored);
    }
    if (answer.here.dirty) {
        print_line("dirty", "tracked files are modified; the digits name the modification");
        print_line("", "its 0 is newer than the .el7 of a target, and older than the next commit");
    }
    print_lines("lost", answer.lost);
    if (answer.survey) print_line("order", order(*answer.survey, answer));
    print_lines("hazards", answer.hazards);
}

void print_text(const Answer& answer, bool explain) {
    const checkout::Version& version = answer.here.version;
    // Both parts hold only [A-Za-z0-9._+]: nothing that a shell would expand.
    std::cout << fmt::format("VERSION={} REVISION={}\n", version.version, version.revision);
    if (explain) return print_explanation(answer);
    for (const std::string& note : version.notes)
        std::cerr << "cal-pkg: note: " << report::escaped(note) << '\n';
}

Json to_json(const std::optional<TagVersion>& tag) {
    if (!tag) return nullptr;
    return {{"tag", report::escaped(tag->tag)}, {"version", tag->text}};
}

Json to_json(const Answer& answer, bool explain) {
    const checkout::CheckoutVersion& here = answer.here;
    Json json{{"version", here.version.version},
              {"revision", here.version.revision},
              {"scheme", checkout::to_string(answer.scheme)},
              {"describe", here.description.text()},
              {"tag", here.description.tag},
              {"commits", here.description.commits},
              {"hash", here.description.hash},
              {"commit", here.commit.hash.empty() ? Json(nullptr) : Json(here.commit.hash)},
              {"dirty", here.dirty},
              {"unmodified", here.unmodified ? Json(here.unmodified->text()) : Json(nullptr)},
              {"notes", here.version.notes}};
    if (!explain) return json;
    Json& details = json["explain"] = Json::object();
    details["lost"] = answer.lost;
    details["hazards"] = answer.hazards;
    if (!answer.survey) return json;
    details["ignored_lightweight"] = Json::array();
    for (const std::string& tag : answer.ignored)
        details["ignored_lightweight"].push_back(report::escaped(tag));
    details["ignored_at_head"] = Json::array();
    for (const auto* tags :
         {&answer.survey->lightweight_at_head, &answer.survey->annotated_at_head})
        for (const std::string& tag : *tags)
            details["ignored_at_head"].push_back(report::escaped(tag));
    details["below"] = to_json(answer.survey->below);
    details["above"] = to_json(answer.survey->above);
    return json;
}

} // namespace

void Version::configure(CLI::App& app) {
    app.footer("cal-pkg version ~/src/calamari --explain");
    CLI::Option* checkout =
        app.add_option("CHECKOUT", checkout_, "Top directory of a git checkout")->type_name("DIR");
    CLI::Option* scheme =
        app.add_option("--scheme", scheme_,
                       "How tags are read (default: as the checkout's own scripts do)")
            ->type_name("calamari|diamond")
            ->group(cli::kInputs);
    CLI::Option* describe =
        app.add_option("--describe", describe_,
                       "Output of 'git describe' instead of a checkout; needs --scheme")
            ->type_name("TEXT")
            ->group(cli::kInputs);
    app.callback([this, describe] { by_string_ = describe->count() != 0; });
    describe->needs(scheme)->excludes(checkout);
    app.add_flag("--allow-dirty", allow_dirty_, "Accept modified files and mark the revision")
        ->excludes(describe)
        ->group(cli::kInputs);
    app.add_flag("--explain", explain_, "Show the tag, what was lost, and rpm's order of versions")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int Version::run() {
    if (!by_string_ && checkout_.empty())
        throw report::Error("", "no checkout is given",
                            "give a CHECKOUT, or --describe STRING with --scheme");
    Answer answer = by_string_ ? from_describe(describe_, checkout::scheme_from(scheme_))
                               : from_checkout(checkout_, scheme_, allow_dirty_, explain_);
    judge(answer);
    if (json_)
        cli::print_json(std::cout, to_json(answer, explain_));
    else
        print_text(answer, explain_);
    return 0;
}

} // namespace calpkg::commands
