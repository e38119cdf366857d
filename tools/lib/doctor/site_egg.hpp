#pragma once

#include "lib/doctor/context.hpp"
#include "lib/egg/egg.hpp"

#include <memory>
#include <string>

namespace calpkg::doctor {

/// Which contents of an egg are needed.
enum class Contents { all, python };

/// The egg or package without an egg at `directory`/`name`, read through the site, so that no link leads out of it; null
/// when it is none. Throws egg::DamagedEgg.
std::unique_ptr<egg::Egg> open_egg(const Site& site, const PythonDirectory& directory,
                                   const std::string& name, Contents contents);

/// The modules that lie in a directory themselves ("six.py"), as if they were an egg.
std::unique_ptr<egg::Egg> open_modules(const Site& site, const PythonDirectory& directory);

} // namespace calpkg::doctor
