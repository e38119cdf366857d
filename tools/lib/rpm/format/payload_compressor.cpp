#include "lib/rpm/format/payload_compressor.hpp"

#include "lib/encode/gzip.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/rpm/format/known_answers.hpp"
#include "lib/rpm/format/rpmio_stream.hpp"

#include <algorithm>
#include <utility>

namespace calpkg::rpm {

namespace {

class Plain : public PayloadCompressor {
public:
    Plain(int fd, std::string subject) : fd_(fd), subject_(std::move(subject)) {}
    void write(std::string_view data) override { fs::write_all(fd_, data, subject_); }
    void finish() override {}

private:
    int fd_;
    std::string subject_;
};

/// Of rpm's io flags gzip knows one digit, and means 6 where there is none; "0" would not compress.
int gzip_level(const std::string& level) {
    const std::size_t digit = level.find_first_of("0123456789");
    return digit == std::string::npos ? 6 : std::max(level[digit] - '0', 1);
}

class OwnGzip : public PayloadCompressor {
public:
    OwnGzip(int fd, const std::string& level, std::string subject)
        : file_(fd, std::move(subject)),
          gzip_([this](std::string_view piece) { put(piece); }, gzip_level(level)) {}
    void write(std::string_view data) override { gzip_.write(data); }
    void finish() override {
        gzip_.finish();
        file_.write(compressed_);
    }

private:
    /// The encoder gives small pieces.
    void put(std::string_view piece) {
        compressed_ += piece;
        if (compressed_.size() < fs::kBlockSize) return;
        file_.write(compressed_);
        compressed_.clear();
    }

    Plain file_;
    std::string compressed_; ///< and not written yet
    encode::Gzip gzip_;
};

class Librpms : public PayloadCompressor {
public:
    Librpms(int fd, const Compression& how, std::string subject)
        : stream_(fd, "w" + how.level + "." + how.compressor, std::move(subject)) {}
    void write(std::string_view data) override { stream_.write(data); }
    void finish() override { stream_.close(); }

private:
    RpmioStream stream_;
};

} // namespace

std::unique_ptr<PayloadCompressor> make_compressor(int fd, std::uint64_t offset,
                                                   const Compression& how,
                                                   const std::string& subject) {
    at_offset(fd, offset, subject);
    if (how.compressor == "ufdio") return std::make_unique<Plain>(fd, subject);
    if (how.compressor == "gzip") return std::make_unique<OwnGzip>(fd, how.level, subject);
    require_known_answer(how);
    return std::make_unique<Librpms>(fd, how, subject);
}

} // namespace calpkg::rpm
