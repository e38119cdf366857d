#pragma once

#include "lib/egg/check/check.hpp"
#include "support/zip_fixture.hpp"

#include <string>
#include <vector>

namespace calpkg::test {

inline const std::string kSource = "import os\nROOT = os.path.join('/opt', 'calamari')\n";

/// Bytecode with the names and texts of `source`, which is all that a check without Python looks
/// at.
inline std::string like_bytecode(const std::string& source, std::uint32_t mtime = kNoon) {
    return bytecode_header("2.7", mtime) + source;
}

inline std::vector<ZipMember> with(std::vector<ZipMember> members,
                                   const std::vector<ZipMember>& more) {
    members.insert(members.end(), more.begin(), more.end());
    return members;
}

/// A package with one module and its bytecode.
inline std::vector<ZipMember> egg_with(const std::string& source, const std::string& bytecode) {
    return with(egg_info(), {{"calamari_web/a.py", source}, {"calamari_web/a.pyc", bytecode}});
}

/// "severity id" of every finding, in their order.
inline std::string ids_of(const report::Findings& findings) {
    std::string text;
    for (const report::Finding& finding : findings)
        text += (text.empty() ? "" : ", ") + std::string(report::to_string(finding.severity)) +
                " " + finding.id;
    return text;
}

/// ids_of() everything that a check finds.
inline std::string found(const egg::Egg& egg) { return ids_of(egg::check(egg).findings); }

inline std::string found(const std::vector<ZipMember>& members,
                         const std::string& name = "calamari_web-0.1.egg") {
    return found(*egg::Egg::open_bytes(make_zip(members), name));
}

} // namespace calpkg::test
