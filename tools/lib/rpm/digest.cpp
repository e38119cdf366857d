#include "lib/rpm/digest.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/library.hpp"

// Before rpm 4.18 the digest functions stood in rpmpgp.h.
#if __has_include(<rpm/rpmcrypto.h>)
#include <rpm/rpmcrypto.h>
#else
#include <rpm/rpmpgp.h>
#endif

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace calpkg::rpm {

namespace {

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

} // namespace

Digest::Digest(Hash hash) {
    start_crypto();
    const int number = static_cast<int>(hash);
    context_ = rpmDigestInit(number, RPMDIGEST_NONE);
    if (context_ == nullptr)
        throw report::Error("hash algorithm " + std::to_string(number),
                            "is not offered by librpm's crypto library");
}

Digest::~Digest() {
    if (context_ != nullptr) rpmDigestFinal(static_cast<DIGEST_CTX>(context_), nullptr, nullptr, 0);
}

void Digest::update(const void* data, std::size_t size) {
    rpmDigestUpdate(static_cast<DIGEST_CTX>(context_), data, size);
}

std::string Digest::finish() {
    void* text = nullptr;
    std::size_t length = 0;
    rpmDigestFinal(static_cast<DIGEST_CTX>(context_), &text, &length, 1);
    context_ = nullptr;
    std::string hex = static_cast<const char*>(text);
    std::free(text);
    return hex;
}

std::string sha256(std::string_view data) {
    Sha256 digest;
    digest.update(data.data(), data.size());
    return digest.finish();
}

std::string sha256_file(const std::filesystem::path& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) throw report::system_error(path.string(), "open", errno);
    Sha256 digest;
    std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t count = read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(path.string(), "read", errno);
        if (count == 0) return digest.finish();
        digest.update(buffer.data(), static_cast<std::size_t>(count));
    }
}

} // namespace calpkg::rpm
