#pragma once

#include <array>

namespace calpkg::cli {

// The headings of options in --help. A group that holds one of these stays below them; what a command
// does not put into a group is below kOther.
inline constexpr const char* kInputs = "Inputs";
inline constexpr const char* kChanges = "Changes";
inline constexpr const char* kOutput = "Output";
inline constexpr const char* kPublished = "What is published already";
inline constexpr const char* kSignatures = "Signatures";
inline constexpr const char* kPackage = "When EGG is an RPM";
inline constexpr const char* kChecks = "Checks";
inline constexpr const char* kVirtualenv = "Virtualenv of the server";
inline constexpr const char* kWebApps = "Web apps of the clients";
inline constexpr const char* kOther = "Other";

/// All of them, in the order that --help shows them.
inline constexpr std::array kOptionGroups{kInputs,  kChanges, kOutput,     kPublished, kSignatures,
                                          kPackage, kChecks,  kVirtualenv, kWebApps,   kOther};

} // namespace calpkg::cli
