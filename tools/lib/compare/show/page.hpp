#pragma once

namespace calpkg::compare {

/// What every page has: style and script, without anything from elsewhere.
extern const char* const kPageStyle;
extern const char* const kPageScript;

} // namespace calpkg::compare
