#pragma once

#include "lib/plan/plan.hpp"
#include "lib/provenance/made_from.hpp"

namespace calpkg::rpmbuild {

/// What the packages of `plan` are made from: its checkout's commit, web apps, virtualenv and lock, layout, target, spec and
/// file types. Reads the small ones of these files. No paths: a file outside the catalog is known by its name.
provenance::MadeFrom made_from(const plan::Plan& plan);

} // namespace calpkg::rpmbuild
