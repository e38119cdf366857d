#include "cal-pkg/commands/egg/list.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "lib/egg/module_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ctime>
#include <iostream>
#include <map>

namespace calpkg::commands {

namespace {

using Json = nlohmann::ordered_json;
using Bytecode = std::map<std::string, std::vector<std::string>>; ///< source → its bytecode

Bytecode bytecode_in(const egg::Egg& egg) {
    Bytecode bytecode;
    for (const egg::Member& member : egg.members()) {
        const std::string source = egg::source_of(member.name);
        if (!source.empty()) bytecode[source].push_back(member.name);
    }
    return bytecode;
}

/// "2014-07-01 12:34:56" for a zip's local time, "2014-07-01 12:34:56Z" for a directory's.
std::string time_of(const egg::Egg& egg, const egg::Member& member) {
    if (egg.is_zip()) {
        const unsigned date = member.dos_time.date, time = member.dos_time.time;
        return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", 1980 + (date >> 9),
                           (date >> 5) & 15U, date & 31U, time >> 11, (time >> 5) & 63U,
                           (time & 31U) * 2);
    }
    const std::time_t seconds = member.mtime;
    std::tm fields{};
    gmtime_r(&seconds, &fields);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}Z", fields.tm_year + 1900,
                       fields.tm_mon + 1, fields.tm_mday, fields.tm_hour, fields.tm_min,
                       fields.tm_sec);
}

/// "pyc, pyo": what bytecode a source has; where it lies elsewhere, its name.
std::string marks(const egg::Member& member, const Bytecode& bytecode) {
    std::vector<std::string> words;
    const auto found = bytecode.find(member.name);
    if (found != bytecode.end())
        for (const std::string& name : found->second)
            words.push_back(report::escaped(name.starts_with(member.name)
                                                ? name.substr(member.name.size() - 2)
                                                : name.substr(name.rfind('/') + 1)));
    if (member.encrypted) words.emplace_back("encrypted");
    if (!member.link.empty()) words.push_back("→ " + report::escaped(member.link));
    return fmt::format("{}", fmt::join(words, ", "));
}

void print_text(const egg::Egg& egg) {
    const Bytecode bytecode = bytecode_in(egg);
    for (const egg::Member& member : egg.members()) {
        const std::string note = marks(member, bytecode);
        std::cout << fmt::format("{:>9}  {}  {}{}\n", member.size, time_of(egg, member),
                                 report::escaped(member.name),
                                 note.empty() ? "" : "  [" + note + "]");
    }
}

Json to_json(const egg::Egg& egg, const egg::EggLocation& location) {
    const Bytecode bytecode = bytecode_in(egg);
    Json json{{"egg", report::escaped(location.shown)},
              {"name", report::escaped(egg.name())},
              {"form", egg.is_zip() ? "zip" : "directory"},
              {"python", egg.python()},
              {"members", Json::array()}};
    for (const egg::Member& member : egg.members()) {
        Json one{{"name", report::escaped(member.name)},
                 {"size", member.size},
                 {"compressed_size", member.compressed_size},
                 {"time", time_of(egg, member)},
                 {"mode", fmt::format("{:04o}", member.mode)},
                 {"directory", member.directory},
                 {"encrypted", member.encrypted}};
        if (egg.is_zip()) one["crc"] = fmt::format("{:08x}", member.crc);
        if (!member.link.empty()) one["link"] = report::escaped(member.link);
        const auto found = bytecode.find(member.name);
        if (found != bytecode.end()) one["bytecode"] = escaped_all(found->second);
        json["members"].push_back(std::move(one));
    }
    return json;
}

} // namespace

void EggList::configure(CLI::App& app) {
    app.footer("cal-pkg egg list /opt/calamari");
    egg_.configure(app);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int EggList::run() {
    const egg::OpenedEgg opened = egg_.open();
    if (json_)
        cli::print_json(std::cout, to_json(opened.egg(), opened.location()));
    else
        print_text(opened.egg());
    return 0;
}

} // namespace calpkg::commands
