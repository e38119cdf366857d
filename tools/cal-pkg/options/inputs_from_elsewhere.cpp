// What a request takes from elsewhere than its checkout, or has made for it: virtualenv and web apps.

#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/options/inputs.hpp"
#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/rpm/unpack.hpp"

#include <iostream>

namespace calpkg::cli {

namespace {

constexpr const char* kUnpacked = "venv"; // beside what a TempDir itself keeps in its directory

} // namespace

/// The prebuilt virtualenv as plan::make takes it: one in a package is unpacked first.
std::filesystem::path Inputs::given_venv(const std::string& component) {
    const std::string given = venv_.empty() ? project_.venv : venv_;
    if (given.empty() || given == "none") return {};
    const std::filesystem::path venv = std::filesystem::absolute(given);
    if (!rpm::is_package(venv)) return venv;
    for (const layout::Rule& entry : catalog_.layout(component).files) {
        if (entry.kind != layout::Rule::Kind::venv) continue;
        if (unpacked_venv_) return unpacked_venv_->path() / kUnpacked;
        auto unpacked =
            std::make_unique<fs::TempDir>(fs::system_temp_directory(), "cal-pkg-unpacked-");
        const std::filesystem::path tree = unpacked->path() / kUnpacked;
        fs::make_directories(tree);
        rpm::unpack(venv, entry.to, tree, process::check_interrupt);
        unpacked_venv_ = std::move(unpacked);
        return tree;
    }
    return {};
}

void Inputs::take_venv(plan::Request& request, const venv::Built& built) {
    print_findings(std::cerr, built.findings);
    built_venvs_.push_back(built.hold);
    request.venv = built.tree;
    request.venv_to_make->made_lock = built.lock;
}

/// The virtualenv that cal-pkg makes of a component that has one.
void Inputs::make_venv(plan::Request& request, const layout::Target& target, Venv venv) {
    if (!catalog_.layout(request.component).venv) return;
    if (venv == Venv::build) {
        const venv::Built built = venv::build(catalog_, target, request, venv_options(target));
        request.venv_to_make = built.recipe;
        take_venv(request, built);
    } else {
        const venv::Prospect prospect =
            venv::look_up(catalog_, target, request, venv_options(target));
        request.venv_to_make = prospect.recipe;
        if (prospect.cached) take_venv(request, *prospect.cached);
    }
}

void Inputs::add_venv(plan::Request& request, const layout::Target& target, Venv venv) {
    if (makes_venv())
        make_venv(request, target, venv);
    else
        request.venv = given_venv(request.component);
}

/// The web apps that cal-pkg makes.
void Inputs::make_web_apps(plan::Request& request, const layout::Target& target, Venv venv) {
    const auto take = [&](const web::Built& built) {
        built_web_apps_.push_back(built.hold);
        request.web_apps =
            given_web_apps_.read(built.tree, catalog_.layout(request.component), kBuildApps);
    };
    const web::Options options = web_options_.options(project_);
    if (venv == Venv::build) {
        const web::Built built = web::build(catalog_, target, request, options);
        request.web_apps_to_make = built.recipe;
        take(built);
    } else {
        const web::Prospect prospect = web::look_up(catalog_, target, request, options);
        request.web_apps_to_make = prospect.recipe;
        if (prospect.cached) take(*prospect.cached);
    }
}

void Inputs::add_web_apps(plan::Request& request, const layout::Target& target, Venv venv) {
    const layout::Layout layout = catalog_.layout(request.component);
    const std::string given = web_apps_.empty() ? project_.web_apps : web_apps_;
    if (given.empty() || given == kCheckoutApps || !plan::has_web_apps(layout)) return;
    if (given == kBuildApps)
        make_web_apps(request, target, venv);
    else
        request.web_apps =
            given_web_apps_.read(std::filesystem::absolute(given).lexically_normal(), layout);
}

} // namespace calpkg::cli
