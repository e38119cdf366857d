#include "lib/egg/patch/fixes.hpp"

#include "lib/egg/patch/graphite_templates.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

namespace calpkg::egg {

const std::vector<Fix>& fixes() {
    static const std::vector<Fix> table{
        {"graphite-templates", "calamari_web/settings.py",
         "the path of graphite's templates follows the running Python's version",
         fix_graphite_templates, names_fixed_python},
    };
    return table;
}

const Fix& fix_named(const std::string& name) {
    std::vector<std::string> names;
    for (const Fix& fix : fixes()) {
        if (name == fix.name) return fix;
        names.emplace_back(fix.name);
    }
    throw report::Error(name, "no such fix", report::suggestion(name, names));
}

} // namespace calpkg::egg
