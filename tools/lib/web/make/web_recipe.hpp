#pragma once

#include "lib/layout/keys.hpp"
#include "lib/layout/yaml.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace calpkg::web {

/// One step of building web apps.
struct WebStep {
    enum class Kind {
        npm,   ///< installs what an app's package.json lists under `name`
        bower, ///< puts a file of the npm package `name` where bower would have put it
        program, ///< gives an npm package, in the place of what it would download, the machine's program `name`
        compass, ///< lets grunt find compass, or one made of sass and the stylesheets in `name`
        grunt,   ///< runs the task `name`
    };
    Kind kind = Kind::npm;
    layout::Position at;
    std::string name;
    std::string app;                  ///< the only one that it is for; empty: every app
    unsigned seconds = 0;             ///< after which it has failed; 0: it takes no time
    std::vector<std::string> without; ///< npm: globs of what is left out
    std::map<std::string, std::string>
        instead;         ///< npm: "a>b", what a asks for as b → version or place
    std::string package; ///< program: the npm package
    std::string file;    ///< bower: path in the package
    std::string to;      ///< bower: directory in the app
};

/// How the web apps of a component are built: layouts/web/<component>.yaml.
struct WebRecipe {
    std::filesystem::path file;
    std::string component;
    std::vector<std::string> exclude; ///< globs on paths of the checkout that nothing is built from
    std::string node; ///< npm package whose bin/node runs grunt; empty: the machine's node
    std::vector<WebStep> steps;
};

const layout::Keys& web_recipe_keys();

/// Reads one strictly: unknown keys, wrong types, and names that are no single word are report::Errors as
/// `file:line: …`.
WebRecipe read_web_recipe(const std::filesystem::path& file);

} // namespace calpkg::web
