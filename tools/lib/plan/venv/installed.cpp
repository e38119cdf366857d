#include "lib/plan/venv/installed.hpp"

#include "lib/report/text.hpp"

#include <array>
#include <cctype>
#include <string_view>

namespace calpkg::plan {

namespace {

/// "calamari-cthulhu" of "# EASY-INSTALL-ENTRY-SCRIPT:
/// 'calamari-cthulhu==0.1','console_scripts',…".
std::string distribution_of(std::string_view line) {
    const std::size_t quote = line.find('\'');
    if (quote == std::string_view::npos) return {};
    line.remove_prefix(quote + 1);
    return normalised_name(std::string(line.substr(0, line.find_first_of("'=<>!"))));
}

/// "from cthulhu.manager import main"
struct Import {
    std::string package; ///< "cthulhu"; "" for other lines
    std::string name;    ///< "main"
};

Import import_in(std::string_view line) {
    constexpr std::string_view from = "from ", import = " import ";
    const std::size_t middle = line.find(import);
    if (!line.starts_with(from) || middle == std::string_view::npos) return {};
    const std::string_view name = line.substr(middle + import.size());
    line.remove_prefix(from.size());
    return {std::string(line.substr(0, line.find_first_of(". "))),
            std::string(name.substr(0, name.find_first_of(" ,\t")))};
}

/// What a line of a path file leads to: its last component, or the line itself.
bool leads_to(std::string line, const std::set<std::string>& targets) {
    while (line.size() > 1 && line.ends_with('/')) line.pop_back();
    return targets.contains(line) || targets.contains(line.substr(line.rfind('/') + 1));
}

bool moves_paths_up(const std::string& line) {
    return line.starts_with("import ") && line.find("__egginsert") != std::string::npos;
}

} // namespace

std::string normalised_name(const std::string& name) {
    std::string normal;
    for (const char c : name) {
        if (c == '-' || c == '_' || c == '.') {
            if (!normal.ends_with('_')) normal += '_';
        } else {
            normal += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return normal;
}

std::optional<Installed> installed_as(const std::string& file_name) {
    using Form = Installed::Form;
    constexpr std::array<std::pair<std::string_view, Form>, 4> endings{
        {{".egg", Form::egg},
         {".egg-info", Form::metadata},
         {".dist-info", Form::metadata},
         {".egg-link", Form::link}}};
    for (const auto& [ending, form] : endings) {
        if (!file_name.ends_with(ending) || file_name.size() == ending.size()) continue;
        const std::string stem = file_name.substr(0, file_name.size() - ending.size());
        // Dashes of a name are escaped where a version follows; a link's name has none behind it.
        const std::string name = form == Form::link ? stem : stem.substr(0, stem.find('-'));
        return Installed{normalised_name(name), file_name, form};
    }
    return std::nullopt;
}

bool is_script_of(const std::string& script, const std::set<std::string>& names,
                  const std::set<std::string>& modules) {
    if (!script.starts_with("#!")) return false;
    for (const std::string& line : report::lines_of(script)) {
        if (line.starts_with("# EASY-INSTALL-") || line.starts_with("__requires__"))
            return names.contains(distribution_of(line));
        const Import import = import_in(line);
        // What pip and cal-pkg write ends so; a program of a user's own that imports the module stays.
        if (modules.contains(import.package) &&
            script.find("sys.exit(" + import.name) != std::string::npos)
            return true;
    }
    return false;
}

std::string updated_path_file(const std::string& text, const std::set<std::string>& gone,
                              const std::vector<std::string>& eggs) {
    std::string added;
    for (const std::string& egg : eggs) added += "./" + egg + "\n";
    std::string updated;
    bool done = false;
    const auto add_once = [&] {
        if (!done) updated += added;
        done = true;
    };
    for (const std::string& line : report::lines_of(text)) {
        const bool replaced = !line.starts_with("import ") && leads_to(line, gone);
        if (replaced || moves_paths_up(line)) add_once();
        if (!replaced) updated += line + "\n";
    }
    add_once();
    return updated;
}

} // namespace calpkg::plan
