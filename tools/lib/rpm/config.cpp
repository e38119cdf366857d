#include "lib/rpm/config.hpp"

#include <rpm/rpmlib.h>
#include <rpm/rpmmacro.h>

namespace calpkg::rpm {

std::filesystem::path config_directory() { return rpmConfigDir(); }

std::string library_version() { return RPMVERSION; }

} // namespace calpkg::rpm
