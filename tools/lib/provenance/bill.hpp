#pragma once

#include <string>

namespace calpkg::provenance {

/// The software bill of materials of a published directory.
inline constexpr const char* kBillName = "sbom.json";

/// The CycloneDX 1.5 document (ECMA-424 has its successor) that is published beside the manifest of this text: every package
/// that cal-pkg has made and that is still there, with what it holds. It depends on nothing but the text: SPDX 2.3 would
/// want the time of its making, which CycloneDX leaves out.
std::string bill_text(const std::string& manifest_text);

/// Whether a text begins as that does: other programs that make bills write others.
bool is_bill(const std::string& text);

} // namespace calpkg::provenance
