// Which targets the inputs are for, and what cannot be meant for several.

#include "cal-pkg/options/inputs.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::cli {

namespace {

/// The names in "el6,el7".
std::vector<std::string> names_in(const std::string& list) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        names.push_back(list.substr(begin, end - begin));
        begin = end + 1;
    }
    return names;
}

void require_names(const std::vector<std::string>& names, const std::string& where) {
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (name->empty())
            throw report::Error(where, "has a comma with no target beside it",
                                "write it like --target el6,el7");
        if (std::find(names.begin(), name, *name) != name)
            throw report::Error(where, fmt::format("names {} twice", *name), "name it once");
    }
}

} // namespace

/// Where cal-pkg.yaml names targets: "cal-pkg.yaml:2: targets".
std::string Inputs::configured_at() const {
    const char* key = project_.places.contains("targets") ? "targets" : "target";
    return fmt::format("{}: {}", project_.places.at(key), key);
}

void Inputs::require_configured_target(const std::string& name) const {
    const std::vector<std::string> known = catalog_.target_names();
    if (std::ranges::find(known, name) != known.end()) return;
    const std::string at = configured_at();
    throw report::Error(at.substr(0, at.rfind(": ")), fmt::format("there is no target '{}'", name),
                        report::suggestion(name, known));
}

layout::Target Inputs::target() const {
    if (!targets_.empty()) return targets_.front();
    if (project_.targets.empty()) return catalog_.target(kDefaultTarget);
    require_configured_target(project_.targets.front());
    return catalog_.target(project_.targets.front());
}

void Inputs::name_targets(const std::string& targets) {
    if (!target_.empty())
        throw report::Error("--target " + target_, "is given beside " + targets,
                            "name the target once");
    target_ = targets;
}

void Inputs::read_targets() {
    const bool configured = target_.empty() && !project_.targets.empty();
    std::vector<std::string> names = configured ? project_.targets : names_in(target_);
    if (target_.empty() && !configured) names = {kDefaultTarget};
    std::string where = "--target " + target_;
    if (configured) {
        for (const std::string& name : names) require_configured_target(name);
        where = configured_at();
    }
    if (names.size() > 1) require_names(names, where);
    if (names.size() > 1 && !several_targets_)
        throw report::Error(where, "names several targets, and this command is for one",
                            "name one with --target");
    targets_.clear();
    for (const std::string& name : names) {
        targets_.push_back(catalog_.target(name));
        if (line_) line_->require_target(name);
    }
    if (targets_.size() > 1) refuse_for_several();
}

/// What is of one Python, and so for the targets that have it.
void Inputs::refuse_for_several() const {
    const auto refuse = [&](const std::string& option, const char* key, const std::string& what,
                            const std::string& remedy) {
        const auto place = project_.places.find(key);
        throw report::Error(
            option.empty() && place != project_.places.end() ? place->second + ": " + key
                                                             : fmt::format("--{} {}", key, option),
            fmt::format("{}, and {} are to be built for", what, targets_.size()), remedy);
    };
    const std::string venv = venv_.empty() ? project_.venv : venv_;
    if (!venv.empty() && venv != "none" && venv != "build")
        refuse(venv_, "venv", "is a virtualenv for one target",
               "build for one target at a time, or have one made for each with --venv build");
    if (venv_options_.names_lock(project_))
        refuse(venv_options_.lock(), "lock", "lists what one target's Python installs",
               "build for one target at a time");
    if (venv_options_.names_python(project_))
        refuse(venv_options_.python(), "python", "is one target's Python",
               "build for one target at a time, or leave it to the targets");
}

} // namespace calpkg::cli
