#include "cal-pkg/commands/help/explain.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <set>

namespace calpkg::commands {

namespace {

using report::Explanation;
using Json = nlohmann::ordered_json;

constexpr std::size_t kWidth = 80;

/// `text` in lines of at most kWidth columns, two of them empty at the left.
std::string wrapped(const std::string& text) {
    std::string out, line;
    for (const std::string& word : report::split(text, ' ')) {
        if (!line.empty() && line.size() + 1 + word.size() > kWidth) {
            out += line + "\n";
            line.clear();
        }
        line += (line.empty() ? "  " : " ") + word;
    }
    return out + line + "\n";
}

std::string how_to_accept(const Explanation& one) {
    if (one.acceptable)
        return fmt::format(
            "With '--accept {0}', or with {0} under 'accept' in cal-pkg.yaml. You take the "
            "responsibility: it becomes a warning, and manifest.json lists it.",
            one.id);
    if (one.id == "shadowed-module")
        return "With 'egg patch --accept shadowed-module', which writes the module all the same.";
    const bool only_note = one.severities == std::vector<std::string>{"note"};
    const bool error = std::ranges::count(one.severities, "error") != 0;
    return error ? "An error of this kind cannot be accepted."
                 : fmt::format("It stops nothing{}.", only_note ? ": it is a note" : "");
}

std::string text_of(const Explanation& one) {
    return fmt::format(
        "{} ({})\n\n{}\nWhy it matters:\n{}\nExample:\n  {}\n\nWhat to do:\n{}\nAccepting it:\n{}",
        one.id, fmt::join(one.severities, ", "), wrapped(one.meaning), wrapped(one.why),
        one.example, wrapped(one.remedy), wrapped(how_to_accept(one)));
}

Json to_json(const std::vector<Explanation>& all) {
    Json list = Json::array();
    for (const Explanation& one : all)
        list.push_back({{"id", one.id},
                        {"section", one.section},
                        {"severities", one.severities},
                        {"acceptable", one.acceptable},
                        {"meaning", one.meaning},
                        {"why", one.why},
                        {"example", one.example},
                        {"remedy", one.remedy},
                        {"accept", how_to_accept(one)}});
    return {{"findings", list}};
}

/// A row for each, below its section.
void print_list(const std::vector<Explanation>& all) {
    std::string section;
    for (const Explanation& one : all) {
        if (one.section != section)
            std::cout << (section.empty() ? "" : "\n") << one.section << '\n';
        section = one.section;
        std::cout << fmt::format("  {:24} {:20} {}\n", one.id,
                                 fmt::format("{}", fmt::join(one.severities, ", ")), one.meaning);
    }
}

/// Text for scdoc, which has marks of its own.
std::string escaped_for_scdoc(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\_*#-.'+<>`[]|").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

void print_manual(const std::vector<Explanation>& all) {
    std::cout << "cal-pkg-findings(7)\n\n# NAME\n\ncal-pkg-findings - what cal-pkg finds, and what "
                 "to do about it\n\n"
                 "# DESCRIPTION\n\nThe id of a finding stands in brackets at the end of its line. "
                 "An error stops a "
                 "build before anything is published, a warning or a note does not. *cal-pkg "
                 "explain* _ID_ prints "
                 "what stands here of one.\n";
    std::string section;
    for (const Explanation& one : all) {
        if (one.section != section) {
            section = one.section;
            std::string heading;
            for (const char c : section)
                heading += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            std::cout << "\n# " << heading << '\n';
        }
        std::cout << fmt::format(
            "\n## {} ({})\n\nWhat it means: {}.\n\nWhy it matters: {}\n\n```\n{}\n```\n\nWhat "
            "to do: {}.\n\nAccepting it: {}\n",
            escaped_for_scdoc(one.id), fmt::join(one.severities, ", "),
            escaped_for_scdoc(one.meaning), escaped_for_scdoc(one.why), one.example,
            escaped_for_scdoc(one.remedy), escaped_for_scdoc(how_to_accept(one)));
    }
    std::cout << "\n# SEE ALSO\n\n*cal-pkg*(1), *cal-pkg.yaml*(5)\n";
}

/// Ids that have a part of `word` in common with it, up to some.
std::vector<std::string> alike(const std::string& word, const std::vector<std::string>& ids) {
    constexpr std::size_t most = 8;
    const std::vector<std::string> wanted = report::split(word, '-');
    std::vector<std::string> found;
    for (const std::string& id : ids)
        for (const std::string& part : report::split(id, '-'))
            if (part.size() > 2 && std::ranges::count(wanted, part) != 0 && found.size() < most &&
                std::ranges::count(found, id) == 0)
                found.push_back(id);
    return found;
}

report::Error unknown(const std::string& id, const std::vector<Explanation>& all) {
    std::vector<std::string> ids;
    for (const Explanation& one : all) ids.push_back(one.id);
    const char* list = "'cal-pkg explain --list' shows them all";
    const std::string near = report::nearest(id, ids);
    const std::vector<std::string> others = alike(id, ids);
    return {id, "is not the id of a finding",
            !near.empty() ? fmt::format("did you mean '{}'? {}", near, list)
            : !others.empty()
                ? fmt::format("did you mean one of {}? {}", fmt::join(others, ", "), list)
                : std::string(list)};
}

/// As a message ends: "[missing-reference]".
std::string without_brackets(const std::string& id) {
    const bool bracketed = id.size() > 2 && id.front() == '[' && id.back() == ']';
    return bracketed ? id.substr(1, id.size() - 2) : id;
}

} // namespace

void Explain::configure(CLI::App& app) {
    app.footer("cal-pkg explain missing-reference");
    app.add_option("ID", ids_, "Ids of findings, as they stand in brackets at the end of a message")
        ->check(cli::kNotEmpty)
        ->type_name("ID");
    app.add_flag("--list", list_, "A line for each finding that there is")->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    app.add_flag("--manual", manual_)->group(""); // for the build
}

int Explain::run() {
    std::vector<Explanation> all = cli::read_explanations();
    if (manual_) return print_manual(all), 0;
    if (list_ != ids_.empty())
        throw report::Error(
            "explain", list_ ? "--list and ids do not go together" : "no finding is named",
            "name one as a message has it in brackets, or see 'cal-pkg explain --list'");
    if (!list_) {
        std::vector<Explanation> wanted;
        for (const std::string& given : ids_) {
            const Explanation* one = report::explanation_of(all, without_brackets(given));
            if (one == nullptr) throw unknown(without_brackets(given), all);
            wanted.push_back(*one);
        }
        all = std::move(wanted);
    }
    if (json_)
        cli::print_json(std::cout, to_json(all));
    else if (list_)
        print_list(all);
    else
        for (const Explanation& one : all)
            std::cout << (&one == all.data() ? "" : "\n\n") << text_of(one);
    return 0;
}

} // namespace calpkg::commands
