#pragma once

#include "lib/layout/layout.hpp"

#include <map>
#include <string>

namespace calpkg::plan {

/// The {name} references of a layout and what they stand for.
///
/// A reference is `{` + a name of [a-z][a-z0-9_-]* + `}`; any other brace is plain text, so JSON and
/// shell in a layout need no escapes. Values may hold references themselves.
class Variables {
public:
    /// Sets or replaces one.
    void set(const std::string& name, const std::string& value);

    /// `text` with every reference replaced. Throws report::Error at `at` for an unknown name (with a
    /// suggestion) and for references that lead back to themselves.
    std::string expand(const std::string& text, const layout::Position& at) const;

private:
    std::string expand(const std::string& text, const layout::Position& at, int depth) const;

    std::map<std::string, std::string> values_;
};

} // namespace calpkg::plan
