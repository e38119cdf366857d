#pragma once

#include "lib/zip/directory.hpp"

#include <string>
#include <string_view>

namespace calpkg::zip {

/// The content of `entry`, decompressed, out of a zip file's bytes and its directory. `name` is the
/// file's, for messages. Throws Damaged for what cannot be decompressed, has another size or
/// another checksum than the directory says, or is compressed in a way that Python does not know.
std::string content_of(std::string_view bytes, const ZipDirectory& directory, const ZipEntry& entry,
                       const std::string& name);

} // namespace calpkg::zip
