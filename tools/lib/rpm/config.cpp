#include "lib/rpm/config.hpp"

#include <rpm/rpmmacro.h>

namespace calpkg::rpm {

std::filesystem::path config_directory() { return rpmConfigDir(); }

} // namespace calpkg::rpm
