#pragma once

#include "lib/egg/egg.hpp"
#include "lib/egg/module_choice.hpp"
#include "lib/python/compiler.hpp"
#include "lib/report/finding.hpp"

#include <string>
#include <vector>

namespace calpkg::egg {

/// What `cal-pkg egg check` tells. Notes are no reason to do something; warnings and errors are.
struct CheckResult {
    std::vector<Module> modules; ///< which file runs, for every module with bytecode
    report::Findings findings;
    std::string compiler; ///< "2.7" when that Python's compiler was asked
    bool clean() const;   ///< neither warning nor error
};

/// Checks an egg in every respect, for the Python in its name; errors in it are findings, no
/// exceptions.
CheckResult check(const Egg& egg);
/// The same for the compiler's version, with a compiler that may have been started already, and for
/// the version of Django that runs settings, "" when that is not known.
CheckResult check(const Egg& egg, python::Compiler& compiler, const std::string& django = {});

/// The finding for an egg that cannot even be opened.
report::Finding finding_of(const DamagedEgg& error);

// The parts of check(), each of one subject.

/// duplicate-member, unsafe-name, encrypted-member, truncated-member, damaged-member, bad-crc,
/// unsupported-compression, archive-comment, too-large.
report::Findings check_members(const Egg& egg);
/// link-member: symbolic links, which Python follows in a directory only, and what else is no file.
report::Findings check_links(const Egg& egg);
/// shadowed-module: for each of `sources`, members, that Python `python` ("" is any) does not import,
/// since something else of its name comes first.
report::Findings check_shadows(const Egg& egg, const std::vector<std::string>& sources,
                               const std::string& python);
/// missing-egg-info, contradictory-egg-info.
report::Findings check_egg_info(const Egg& egg);
/// stale-bytecode, time-zone-dependent, unusable-bytecode.
report::Findings check_bytecode(const Egg& egg, const std::vector<Module>& modules,
                                const std::string& python);

/// "calamari_web-0.1-py2.6.egg: calamari_web/settings.py", fit for messages.
std::string subject_of(const Egg& egg, const std::string& member);

} // namespace calpkg::egg
