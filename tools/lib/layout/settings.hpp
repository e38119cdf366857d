#pragma once

#include "lib/layout/layout.hpp"

#include <string>

namespace calpkg::layout {

/// Throws report::Error, about `where` ("--set minion.master=x"), when `layout` has no setting `name` (with a
/// suggestion), or one that cannot have the value `value`.
void require_setting(const Layout& layout, const std::string& name, const std::string& value,
                     const std::string& where);

/// Whether `value` has the form `form`. A host's name has at least one dot: the machines that it is for look it up, and
/// to YAML it is text.
bool has_form(const std::string& value, SettingForm form);

} // namespace calpkg::layout
