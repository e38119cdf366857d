#include "cal-pkg/commands/egg/diff.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "lib/egg/diff.hpp"
#include "lib/egg/module_choice.hpp"
#include "lib/egg/patch/from_checkout.hpp"
#include "lib/egg/plain_package.hpp"

#include <iostream>

namespace calpkg::commands {

namespace {

using Json = nlohmann::ordered_json;

/// A directory that is not an egg and holds none.
bool is_checkout(const std::filesystem::path& path) {
    return std::filesystem::is_directory(path) && !egg::is_directory_egg(path) &&
           egg::find_installed(path).empty();
}

/// Whether a checkout can have the member at all: neither EGG-INFO nor bytecode.
bool comes_from_checkout(const std::string& member) {
    return !member.starts_with("EGG-INFO/") && egg::source_of(member).empty();
}

std::unique_ptr<egg::Egg> egg_of(const std::filesystem::path& checkout, const egg::Egg& like) {
    std::vector<std::pair<egg::Member, std::string>> files;
    for (const auto& [name, content] : egg::files_from_checkout(like, checkout).files) {
        egg::Member member;
        member.name = name;
        member.size = member.compressed_size = content.size();
        files.emplace_back(std::move(member), content);
    }
    return egg::Egg::open_files(std::move(files), like.name());
}

/// The other side's egg: the one that is named, else that of the same project as `file`, to which a path
/// that is only in the first side leads, too.
egg::EggLocation locate_other(const std::string& other, const std::string& name,
                              const std::string& file) {
    const std::string project = file.substr(0, file.find('-'));
    if (name.find('/') == std::string::npos)
        return egg::locate(other, name.empty() ? project : name);
    try {
        return egg::locate(other, name);
    } catch (const report::Error&) {
        return egg::locate(other, project);
    }
}

std::vector<egg::Difference> differences(const egg::Egg& before, const std::string& other,
                                         const std::string& name) {
    if (is_checkout(other)) return egg::diff(before, *egg_of(other, before), comes_from_checkout);
    return egg::diff(before, egg::OpenedEgg(locate_other(other, name, before.name())).egg());
}

Json to_json(const std::vector<egg::Difference>& differences) {
    Json list = Json::array();
    for (const egg::Difference& difference : differences)
        list.push_back({{"member", report::escaped(difference.member)},
                        {"kind", egg::to_string(difference.kind)},
                        {"diff", difference.text ? Json(difference.unified) : Json(nullptr)}});
    return list;
}

} // namespace

void EggDiff::configure(CLI::App& app) {
    app.footer("cal-pkg egg diff calamari-server.rpm ~/src/calamari");
    egg_.configure(app);
    app.add_option("OTHER", other_, "Another egg, root or RPM, or a calamari checkout")
        ->required()
        ->type_name("PATH");
    app.add_flag("--json", json_, "Print JSON; a binary member's diff is null")
        ->group(cli::kOutput);
}

int EggDiff::run() {
    const egg::OpenedEgg opened = egg_.open();
    const auto found = differences(opened.egg(), other_, egg_.name);
    if (json_)
        cli::print_json(std::cout, Json{{"egg", report::escaped(opened.location().shown)},
                                        {"other", report::escaped(other_)},
                                        {"differences", to_json(found)}});
    else
        std::cout << egg::to_text(found);
    return found.empty() ? 0 : 1;
}

} // namespace calpkg::commands
