#pragma once

#include "lib/plan/venv/venv.hpp"

#include <map>
#include <string>
#include <vector>

namespace calpkg::plan {

/// The content of files of a virtualenv, by their path below its top: those of `paths` that are
/// there and regular files of at most 1 MiB, hard links included. A tarball is read once. Throws report::Error.
std::map<std::string, std::string> read_venv_texts(const Venv& venv,
                                                   const std::vector<std::string>& paths);

} // namespace calpkg::plan
