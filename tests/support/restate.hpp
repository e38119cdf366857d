#pragma once

#include "lib/fs/file.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "support/support.hpp"

#include <filesystem>
#include <functional>

namespace calpkg::test {

/// A copy of `package` with another signature header, which no digest covers.
inline std::filesystem::path restated(const Dir& dir, const std::filesystem::path& package,
                                      const std::function<void(rpm::RawHeader&)>& edit) {
    const rpm::OpenPackage old(package);
    rpm::RawHeader signature = old.parts.signature;
    edit(signature);
    std::string front = old.parts.lead + signature.serialize(rpm::kSignatureRegion);
    front.append((8 - front.size() % 8) % 8, '\0');
    const std::size_t rest =
        old.parts.payload_offset - old.parts.header.serialize(rpm::kImmutableRegion).size();
    return dir.write("restated.rpm", front + fs::read_file(package).substr(rest));
}

/// A tag of numbers becomes `value`, or appears with it.
inline std::function<void(rpm::RawHeader&)> stating(std::uint32_t tag, rpm::TagType type,
                                                    std::uint64_t value) {
    return [=](rpm::RawHeader& header) { header.put_numbers(tag, type, {value}); };
}

} // namespace calpkg::test
