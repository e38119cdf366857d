#include "cal-pkg/commands/package/submit.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace calpkg::commands {

namespace {

/// A variable of a builder and its value, which `where` gives.
struct Given {
    std::string where, name, value;
};

/// What cal-pkg.yaml says for `engine`, one of `engines`, then `options` ("NAME=VALUE").
std::vector<Given> given_for(const std::string& engine, const std::vector<std::string>& engines,
                             const layout::Project& project,
                             const std::vector<std::string>& options) {
    std::vector<Given> given;
    for (const auto& [name, value] : project.with) {
        const std::size_t dot = name.find('.');
        const std::string told = name.substr(0, dot);
        const std::string& place = project.places.at("with." + name);
        if (std::ranges::find(engines, told) == engines.end())
            throw report::Error(place, fmt::format("there is no build engine '{}'", told),
                                report::suggestion(told, engines));
        if (told == engine) given.push_back({place, name.substr(dot + 1), value});
    }
    for (const std::string& text : options) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            throw report::Error("--with " + text, "is not NAME=VALUE", "write it like --with a=b");
        given.push_back({"--with " + text, text.substr(0, equals), text.substr(equals + 1)});
    }
    return given;
}

/// The builder's variables with what is given of them; a later one wins.
engine::Values values_of(const engine::Builder& builder, const std::vector<Given>& given) {
    engine::Values values = builder.variables;
    std::vector<std::string> names;
    for (const auto& [name, value] : values) names.push_back(name);
    for (const Given& one : given) {
        const auto value = values.find(one.name);
        if (value == values.end())
            throw report::Error(
                one.where, fmt::format("{} has no variable '{}'", builder.name, one.name),
                names.empty() ? "leave it out" : report::suggestion(one.name, names));
        value->second = one.value;
    }
    for (const auto& [name, value] : values)
        if (value.empty())
            throw report::Error(builder.name, fmt::format("has to be told '{}'", name),
                                fmt::format("add --with {}=VALUE", name));
    return values;
}

} // namespace

void Submit::configure(CLI::App& app) {
    app.add_option("ENGINE", engine_, "Build engine, one of --list")->type_name("ENGINE");
    app.add_option("TARGET", target_, "System to build for, as --target")->type_name("TARGET");
    app.add_flag("--list", list_, "Show the build engines that are known")->group(cli::kOutput);
    app.add_option("--with", with_, "What the engine has to know, as NAME=VALUE; may be repeated")
        ->check(cli::kNotEmpty)
        ->type_name("NAME=VALUE")
        ->group(cli::kInputs);
    app.add_option("--time-limit", time_limit_,
                   "Seconds that the engine may take for a package (default 21600, six hours)")
        ->check(CLI::Range(1U, 604800U))
        ->type_name("SECONDS");
    app.add_flag("--resume", resume_, "Go on where an earlier one with the same inputs has ended");
    BuildAll::configure(app);
    app.footer("cal-pkg submit bubblewrap el7 --checkouts ~/src --out dist-rpm");
}

int Submit::list() {
    inputs_.load();
    auto all = nlohmann::ordered_json::array();
    for (const std::string& name : inputs_.catalog().builder_names()) {
        const engine::Builder builder = engine::read_builder(inputs_.catalog().builder(name));
        if (json())
            all.push_back(
                {{"engine", name}, {"summary", builder.summary}, {"variables", builder.variables}});
        else
            std::cout << fmt::format("{:<12} {}\n", name, report::escaped(builder.summary));
    }
    if (json()) cli::print_json(std::cout, {{"engines", std::move(all)}});
    return 0;
}

engine::Options Submit::engine() {
    engine::Options options;
    options.builder = engine::read_builder(inputs_.catalog().builder(engine_));
    options.values =
        values_of(options.builder,
                  given_for(engine_, inputs_.catalog().builder_names(), inputs_.project(), with_));
    options.time_limit = std::chrono::seconds(time_limit_);
    options.resume = resume_;
    return options;
}

int Submit::run() {
    if (list_) return list();
    if (engine_.empty())
        throw report::Error("", "ENGINE is missing", "see 'cal-pkg submit --list'");
    if (!target_.empty()) inputs_.name_targets(target_);
    inputs_.load();
    submit_to(engine());
    const int status = build_wanted();
    return status == 2 ? 1 : status; // nothing is wrong with what was given
}

} // namespace calpkg::commands
