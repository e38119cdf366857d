#pragma once

#include "lib/stage/staged_entry.hpp"

#include <array>
#include <string>

namespace calpkg::stage {

/// The programs that compile a policy module.
inline constexpr std::array kPolicyCompilers{"checkmodule", "semodule_package"};

/// Where they come from, as the way out when one is missing.
inline constexpr const char* kPolicyCompilersRemedy =
    "install 'checkpolicy' and 'semodule-utils' (apt), or 'checkpolicy' and 'policycoreutils' "
    "(dnf, zypper)";

/// Compiles `text`, the source of an SELinux module with plain rules only (no macros of the reference
/// policy), to the package that semodule loads. The module gets the name in `policy`, whatever the source calls it:
/// semodule expects the file's. The same text gives the same bytes. Throws report::Error, about `subject`, with the
/// compiler's reason, or when a compiler is missing.
std::string compile_policy(const std::string& text, const Policy& policy,
                           const std::string& subject);

} // namespace calpkg::stage
