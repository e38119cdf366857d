#include "cal-pkg/cli/program.hpp"

namespace calpkg::cli {

const char* program_version() { return CALPKG_VERSION; }

} // namespace calpkg::cli
