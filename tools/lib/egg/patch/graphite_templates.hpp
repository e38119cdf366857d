#pragma once

#include <string>

namespace calpkg::egg {

/// settings.py with TEMPLATE_DIRS as a tuple whose path to graphite's templates follows the running
/// Python: "lib/python2.7/…" becomes "lib/python%d.%d/…" % sys.version_info[:2], which 2.6 to 3.x
/// understand ("{}" without a number needs 2.7). The rest of the statement stays. Where upstream's
/// own repairs went wrong (a bracket missing, a comma missing and so no tuple) the statement is
/// written anew. Comes back unchanged when all is well; a version that is put together in another
/// way counts as well. Throws report::Error, naming `subject`, for a file that does not set the
/// path, or in a form that this does not know.
std::string fix_graphite_templates(const std::string& text, const std::string& subject);

/// Whether bytecode holds a path to graphite's templates below one Python version's directory:
/// string constants lie in it as they are (CPython's marshal format).
bool names_fixed_python(const std::string& bytecode);

} // namespace calpkg::egg
