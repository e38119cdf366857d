#include "lib/egg/check/check.hpp"
#include "lib/python/staleness.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace calpkg::egg {

namespace {

using report::Finding;
using report::Findings;
using report::Severity;

/// Why a bytecode member is not of the source beside it; "" when nothing tells so.
std::string staleness_of(const Egg& egg, const std::string& source, const std::string& bytecode) {
    if (!egg.has(source)) return {};
    try {
        const std::string bytes = egg.read(bytecode);
        return python::staleness(egg.read(source), bytes, python::read_bytecode_header(bytes));
    } catch (const report::Error&) {
        return {}; // check_members has a finding for what cannot be read
    }
}

/// The Pythons that run `bytecode`, and in which zones only: "2.7 (where local time is UTC+01:00)".
std::vector<std::string> runners(const Module& module, const std::string& bytecode) {
    std::vector<std::string> names;
    for (const Choice& choice : module.choices) {
        if (!choice.runs(bytecode)) continue;
        std::vector<std::string> zones;
        for (const auto& [zone, file] : choice.zones)
            if (file == bytecode) zones.push_back(zone_name(zone));
        names.push_back(choice.python);
        if (choice.file != bytecode)
            names.back() += fmt::format(" (where local time is {})", fmt::join(zones, " or "));
    }
    return names;
}

bool depends_on_zone(const Module& module, const std::string& bytecode) {
    return std::any_of(module.choices.begin(), module.choices.end(), [&](const Choice& choice) {
        return choice.file != bytecode && choice.runs(bytecode);
    });
}

Finding stale(const Egg& egg, const Module& module, const std::string& bytecode,
              const std::string& reason, const std::vector<std::string>& runs) {
    const std::string why = reason.empty() ? "" : ": " + reason;
    const std::string subject = subject_of(egg, bytecode);
    if (runs.empty())
        return {"stale-bytecode", Severity::note, subject,
                fmt::format("was not made from {}; no Python runs it{}", module.source, why)};
    return {"stale-bytecode", Severity::error, subject,
            fmt::format("is run in place of {} by Python {}{}", module.source,
                        fmt::join(runs, ", "), why),
            fmt::format("remove it: 'cal-pkg egg patch EGG --remove {}'", bytecode)};
}

Finding in_zone(const Egg& egg, const Module& module, const std::string& bytecode,
                const std::vector<std::string>& runs) {
    return {"time-zone-dependent", Severity::warning, subject_of(egg, module.source),
            fmt::format("the time zone decides which code runs: {} in Python {}, the source "
                        "elsewhere",
                        bytecode, fmt::join(runs, ", ")),
            "zip files have local times; 'cal-pkg egg patch' writes one that matches nowhere"};
}

/// What concerns all sound bytecode of an egg alike is told once.
struct Sound {
    std::size_t total = 0;
    std::size_t in_zone = 0;
    std::set<std::string> zones;
};

Finding summary(const Egg& egg, const Sound& sound) {
    return {"time-zone-dependent", Severity::note, egg.name(),
            fmt::format("{} of {} bytecode files are used only where local time is {}; elsewhere "
                        "Python compiles their sources, which have the same code as far as can be "
                        "told",
                        sound.in_zone, sound.total, fmt::join(sound.zones, " or ")),
            ""};
}

void check_module(const Egg& egg, const Module& module, Findings& findings, Sound& sound) {
    for (const std::string& bytecode : module.bytecode) {
        const std::string reason = staleness_of(egg, module.source, bytecode);
        const std::vector<std::string> runs = runners(module, bytecode);
        const bool zones = depends_on_zone(module, bytecode);
        ++sound.total;
        if (!reason.empty() || (runs.empty() && egg.has(module.source)))
            findings.push_back(stale(egg, module, bytecode, reason, runs));
        if (!reason.empty() && zones) findings.push_back(in_zone(egg, module, bytecode, runs));
        if (!reason.empty() || !zones) continue;
        ++sound.in_zone;
        for (const Choice& choice : module.choices)
            for (const auto& [zone, file] : choice.zones)
                if (file == bytecode) sound.zones.insert(zone_name(zone));
    }
}

} // namespace

Findings check_bytecode(const Egg& egg, const std::vector<Module>& modules,
                        const std::string& python) {
    Findings findings;
    Sound sound;
    for (const Module& module : modules) {
        check_module(egg, module, findings, sound);
        for (const Choice& choice : module.choices)
            if (choice.python == python && choice.file.empty())
                findings.push_back({"unusable-bytecode", Severity::error,
                                    subject_of(egg, module.bytecode.front()),
                                    fmt::format("Python {} cannot import this module: its bytecode "
                                                "is damaged, or of another Python and without a "
                                                "source",
                                                python),
                                    ""});
    }
    if (sound.in_zone > 0) findings.push_back(summary(egg, sound));
    return findings;
}

} // namespace calpkg::egg
