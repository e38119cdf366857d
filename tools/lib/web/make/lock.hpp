#pragma once

#include <string>
#include <utility>
#include <vector>

namespace calpkg::web {

/// The text of the lock file: the programs of `facts` ("node 6.17.1", a line each), and name, version, place below
/// node_modules and checksum of every npm package, by app. `locks` are npm's own lock files, by app. The same locks,
/// the same bytes. Throws report::Error for one that is not npm's.
std::string lock_text(const std::string& facts,
                      const std::vector<std::pair<std::string, std::string>>& locks);

} // namespace calpkg::web
