#include "unit/rpm/rewrite/spoilt_writes.hpp"

#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace {

std::function<void(std::string&)> current;

std::string spoilt(const void* data, size_t size) {
    std::string bytes(static_cast<const char*>(data), size);
    if (current) current(bytes);
    return bytes;
}

} // namespace

// The program's own take the place of the C library's, for librpm, too.
extern "C" ssize_t write(int fd, const void* data, size_t size) {
    return syscall(SYS_write, fd, spoilt(data, size).data(), size);
}

extern "C" ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
    return syscall(SYS_pwrite64, fd, spoilt(data, size).data(), size, offset);
}

namespace calpkg::test {

SpoiltWrites::SpoiltWrites(std::function<void(std::string&)> spoil) { current = std::move(spoil); }
SpoiltWrites::~SpoiltWrites() { current = nullptr; }

} // namespace calpkg::test
