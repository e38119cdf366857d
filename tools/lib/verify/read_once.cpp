#include "lib/verify/read_once.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/hashing.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace calpkg::verify {

namespace {

/// Hashes what is read, if that is wanted.
class HashingSource : public rpm::ByteSource {
public:
    HashingSource(rpm::ByteSource& source, std::optional<hash::Algorithm> hash)
        : source_(source),
          digest_(hash) {}
    std::size_t read(char* data, std::size_t size) override {
        const std::size_t count = source_.read(data, size);
        digest_.update({data, count});
        return count;
    }
    std::string finish() { return digest_.finish(); }

private:
    rpm::ByteSource& source_;
    rpm::OptionalDigest digest_;
};

/// The thread that unpacks what arrives at its end of a socket.
class Unpacking {
public:
    Unpacking(const rpm::OpenPackage& package, std::optional<hash::Algorithm> hash)
        : package_(package),
          hash_(hash) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            throw report::system_error(package.subject, "unpack", errno);
        reading_.reset(ends[0]);
        sending_.reset(ends[1]);
        thread_ = std::thread([this] { run(); });
    }
    ~Unpacking() { join(); }
    Unpacking(const Unpacking&) = delete;
    Unpacking& operator=(const Unpacking&) = delete;

    /// Nothing happens with what comes after the reader has gone.
    void send(std::string_view data) {
        while (sending_.is_open() && !data.empty()) {
            const ssize_t count = ::send(sending_.get(), data.data(), data.size(), MSG_NOSIGNAL);
            if (count > 0)
                data.remove_prefix(static_cast<std::size_t>(count));
            else if (errno != EINTR)
                sending_.reset();
        }
    }
    void finish(WholeFile& whole) {
        join();
        if (interrupted_) throw report::Interrupted();
        whole.unpacked = digest_;
        whole.unpacked_size = size_;
        whole.fault = fault_;
    }

private:
    void join() {
        sending_.reset();
        if (thread_.joinable()) thread_.join();
    }
    void run() {
        try {
            rpm::PayloadReader payload(reading_.get(), compression_of(package_), package_.subject);
            HashingSource source(payload, hash_);
            size_ = read_contents(source, package_.files, rpm::file_hash(package_.parts.header),
                                  package_.subject)
                        .size;
            digest_ = source.finish();
        } catch (const report::Interrupted&) {
            interrupted_ = true;
        } catch (const report::Error& error) {
            fault_ = error.reason();
        } catch (const std::exception& error) {
            fault_ = error.what();
        }
        reading_.reset();
    }

    const rpm::OpenPackage& package_;
    std::optional<hash::Algorithm> hash_;
    fs::Descriptor reading_, sending_;
    std::string digest_, fault_;
    std::uint64_t size_ = 0;
    bool interrupted_ = false;
    std::thread thread_;
};

} // namespace

WholeFile read_once(const rpm::OpenPackage& package, std::uint64_t header_begin,
                    hash::Algorithm payload) {
    hash::Sha256 whole;
    hash::Digest compressed(payload), md5(hash::Algorithm::md5);
    const bool unpacked = package.parts.header.has(rpm::tag::payload_digest_alt);
    Unpacking unpacking(package, unpacked ? std::optional(payload) : std::nullopt);
    const std::uint64_t payload_begin = package.parts.payload_offset;
    std::vector<char> buffer(fs::kBlockSize);
    WholeFile file;
    for (;;) {
        process::check_interrupt();
        const std::uint64_t end = file.size < header_begin    ? header_begin
                                  : file.size < payload_begin ? payload_begin
                                                              : UINT64_MAX;
        const auto most =
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - file.size));
        const std::size_t count =
            fs::read_at(package.fd.get(), buffer.data(), most, file.size, package.subject);
        if (count == 0) break;
        const std::string_view data(buffer.data(), count);
        whole.update(data);
        if (file.size >= header_begin) md5.update(data);
        if (file.size >= payload_begin) {
            compressed.update(data);
            unpacking.send(data);
        }
        file.size += count;
    }
    unpacking.finish(file);
    file.sha256 = whole.finish();
    file.payload = compressed.finish();
    file.header_and_payload = md5.finish();
    return file;
}

} // namespace calpkg::verify
