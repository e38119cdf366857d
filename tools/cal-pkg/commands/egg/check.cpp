#include "cal-pkg/commands/egg/check.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "lib/egg/beside.hpp"
#include "lib/egg/check/check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>

namespace calpkg::commands {

namespace {

namespace stdfs = std::filesystem;
using Json = nlohmann::ordered_json;

/// "settings.pyc", relative to the source where it can be.
std::string short_name(const std::string& member, const std::string& source) {
    if (member.empty()) return "nothing: it cannot be imported";
    const std::string folder = source.substr(0, source.rfind('/') + 1);
    return report::escaped(member.starts_with(folder) ? member.substr(folder.size()) : member);
}

/// "2.7 runs settings.pyc where local time is UTC+01:00, else settings.py"
std::string words(const egg::Choice& choice, const std::string& source) {
    std::string text;
    for (const auto& [zone, file] : choice.zones)
        text += fmt::format("{} where local time is {}, else ", short_name(file, source),
                            egg::zone_name(zone));
    return fmt::format("{} runs {}{}", choice.python, text, short_name(choice.file, source));
}

void print_modules(const std::vector<egg::Module>& modules) {
    for (const egg::Module& module : modules) {
        std::cout << report::escaped(module.source) << '\n';
        for (const egg::Choice& choice : module.choices)
            std::cout << "  Python " << words(choice, module.source) << '\n';
    }
}

Json to_json(const egg::Choice& choice) {
    Json zones = Json::array();
    for (const auto& [zone, file] : choice.zones)
        zones.push_back({{"local_time", egg::zone_name(zone)}, {"file", report::escaped(file)}});
    return {{"python", choice.python},
            {"file", choice.file.empty() ? Json(nullptr) : Json(report::escaped(choice.file))},
            {"zones", zones}};
}

Json to_json(const std::vector<egg::Module>& modules) {
    Json list = Json::array();
    for (const egg::Module& module : modules) {
        Json choices = Json::array();
        for (const egg::Choice& choice : module.choices) choices.push_back(to_json(choice));
        list.push_back({{"source", report::escaped(module.source)},
                        {"bytecode", escaped_all(module.bytecode)},
                        {"choices", choices}});
    }
    return list;
}

egg::CheckResult check(const egg::EggLocation& location) {
    try {
        python::Compiler compiler(egg::python_of(
            location.in_package.empty() ? location.path.string() : location.in_package));
        compiler.start(); // it gets ready while the egg is read
        return egg::check(egg::OpenedEgg(location).egg(), compiler,
                          egg::version_beside(location, "Django"));
    } catch (const egg::DamagedEgg& error) {
        egg::CheckResult result;
        result.findings.push_back(egg::finding_of(error));
        return result;
    }
}

} // namespace

void EggCheck::configure(CLI::App& app) {
    app.footer("cal-pkg egg check /opt/calamari");
    egg_.configure(app);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int EggCheck::run() {
    const egg::EggLocation location = egg_.locate();
    const egg::CheckResult result = check(location);
    if (json_) {
        cli::print_json(
            std::cout,
            Json{{"egg", report::escaped(location.shown)},
                 {"clean", result.clean()},
                 {"compiler", result.compiler.empty() ? Json(nullptr) : Json(result.compiler)},
                 {"modules", to_json(result.modules)},
                 {"findings", cli::to_json(result.findings)}});
    } else {
        print_modules(result.modules);
        cli::print_findings(std::cout, result.findings);
    }
    return result.clean() ? 0 : 1;
}

} // namespace calpkg::commands
