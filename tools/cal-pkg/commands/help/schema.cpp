#include "cal-pkg/commands/help/schema.hpp"

#include "cal-pkg/commands/help/output_shapes.hpp"
#include "lib/compare/policy/policy.hpp"
#include "lib/engine/builder.hpp"
#include "lib/layout/layout.hpp"
#include "lib/layout/line.hpp"
#include "lib/layout/matrix.hpp"
#include "lib/layout/project.hpp"
#include "lib/layout/target.hpp"
#include "lib/report/error.hpp"
#include "lib/schema/json_schema.hpp"
#include "lib/venv/lock.hpp"
#include "lib/web/make/lock.hpp"
#include "lib/web/make/web_recipe.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <vector>

namespace calpkg::commands {

namespace {

struct FileKind {
    std::string name;
    std::string title;
    const layout::Keys& (*keys)();
    void (*read)(const std::filesystem::path& file);
};

/// A reader whose result is of no interest.
template <auto Read>
void only_read(const std::filesystem::path& file) {
    Read(file);
}

const std::vector<FileKind> kFileKinds{
    {"project", "cal-pkg.yaml", layout::project_keys, only_read<layout::read_project>},
    {"matrix", "A matrix: lines and targets that are built together", layout::matrix_keys,
     only_read<layout::read_matrix>},
    {"layout", "A layout: what a package is made of", layout::layout_keys,
     only_read<layout::read_layout>},
    {"target", "A target: what the installing system is", layout::target_keys,
     only_read<layout::read_target>},
    {"line", "A line: the commits that make a release", layout::line_keys,
     only_read<layout::read_line>},
    {"builder", "A builder: how a build engine is called", engine::builder_keys,
     only_read<engine::read_builder>},
    {"venv-lock", "A lock of a virtualenv", venv::lock_keys, only_read<venv::read_lock>},
    {"web-lock", "A lock of the web apps", web::lock_keys, only_read<web::read_lock>},
    {"web-recipe", "A recipe of the web apps", web::web_recipe_keys,
     only_read<web::read_web_recipe>},
    {"policy", "A policy for cal-pkg diff", compare::policy_keys, only_read<compare::read_policy>},
};

constexpr std::string_view kOutput = "output/";

/// "cal-pkg egg list --json" of "output/egg-list".
std::string title_of(const std::string& name) {
    std::string words = name.substr(kOutput.size());
    for (const std::string_view group : {"egg-", "venv-", "web-"})
        if (words.starts_with(group)) words[group.size() - 1] = ' ';
    return "cal-pkg " + words + " --json";
}

} // namespace

void Schema::configure(CLI::App& app) {
    std::vector<std::string> names;
    for (const FileKind& kind : kFileKinds) names.push_back(kind.name);
    for (const auto& [name, shape] : output_shapes())
        if (name.starts_with(kOutput)) names.push_back(name);
    app.footer("cal-pkg schema layout");
    app.add_option("NAME", name_,
                   "Kind of file, or output/COMMAND for what that prints with --json")
        ->required()
        ->check(CLI::IsMember(names));
    app.add_option("FILE", file_,
                   "File to read as a build does, instead: an error says what is wrong with it");
}

int Schema::run() {
    if (name_.starts_with(kOutput)) {
        if (!file_.empty()) throw report::Error(file_, "is not for " + name_, "leave it out");
        std::cout << schema::shape_schema(title_of(name_), name_, output_shapes());
        return 0;
    }
    const FileKind& kind = *std::ranges::find(kFileKinds, name_, &FileKind::name);
    if (!file_.empty())
        kind.read(file_);
    else
        std::cout << schema::json_schema(kind.title, kind.keys());
    return 0;
}

} // namespace calpkg::commands
