#include "lib/rpm/format/header_begin.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/rpm/format/lead.hpp"

namespace calpkg::rpm {

std::uint64_t header_begin(int fd, const std::string& subject) {
    std::string intro(HeaderSize::kIntro, '\0');
    fs::read_at(fd, intro.data(), intro.size(), kLeadSize, subject);
    const std::uint64_t end = kLeadSize + header_size(intro, subject).total();
    return (end + 7) / 8 * 8;
}

} // namespace calpkg::rpm
