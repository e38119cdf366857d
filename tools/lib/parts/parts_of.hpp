#pragma once

#include "lib/plan/plan.hpp"
#include "lib/provenance/part.hpp"

#include <vector>

namespace calpkg::parts {

/// What the packages of `plan` hold of others' software and of the checkout's own Python packages, sorted by kind, name and version.
/// Reads the lock, the scripts and styles of web apps, and the checkout's bower.json files: so it belongs to a build, not
/// to a plan. Throws report::Error for what cannot be read.
std::vector<provenance::Part> parts_of(const plan::Plan& plan);

/// Distributions in site-packages, by the names of what their installers left there, with what the lock says of them.
std::vector<provenance::Part> python_parts(const plan::Plan& plan);

/// Of each web app, what licence banners in its scripts and styles name, and what its bower.json asks for, in the version
/// that the checkout has below app/bower_components.
std::vector<provenance::Part> web_parts(const plan::Plan& plan);

} // namespace calpkg::parts
