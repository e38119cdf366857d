#pragma once

#include <string>

namespace calpkg::hash {

/// Whether `name`, a git blob's as an "index" line of a diff abbreviates it, is that of `content`. False for
/// one of fewer than seven digits, which say too little.
bool is_git_blob(const std::string& content, const std::string& name);

} // namespace calpkg::hash
