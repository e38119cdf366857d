#pragma once

#include "lib/layout/keys.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace calpkg::web {

/// The text of the lock file: the programs of `facts` ("node 6.17.1", a line each), and name, version, place below
/// node_modules and checksum of every npm package, by app. `locks` are npm's own lock files, by app. The same locks,
/// the same bytes. Throws report::Error for one that is not npm's.
std::string lock_text(const std::string& facts,
                      const std::vector<std::pair<std::string, std::string>>& locks);

/// What a lock file says: "npm" or "admin: node_modules/zlib" → version, with the checksum of a package.
using Locked = std::map<std::string, std::string>;

const layout::Keys& lock_keys();

/// Reads one strictly: what lock_text() does not write is a report::Error as `file:line: …`.
Locked read_lock(const std::filesystem::path& file);

/// What is in `actual` otherwise than in `wanted`, sentences for a message.
std::vector<std::string> differences(const Locked& wanted, const Locked& actual);

} // namespace calpkg::web
