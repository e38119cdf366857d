#include "lib/rpm/format/cpio.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace calpkg::rpm {

namespace {

constexpr std::size_t kMagicLength = 6;
constexpr std::size_t kNumber = 8; // hex digits
constexpr std::size_t kAlignment = 4;
constexpr std::uint32_t kMostName = 64U << 10;
constexpr std::size_t kMostRest = 64U << 10;

std::size_t padding(std::uint64_t offset) {
    return static_cast<std::size_t>((kAlignment - offset % kAlignment) % kAlignment);
}

std::optional<std::uint32_t> parse_hex(std::string_view digits) {
    std::uint32_t value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (result.ec != std::errc() || result.ptr != digits.data() + digits.size()) return {};
    return value;
}

} // namespace

CpioReader::CpioReader(ByteSource& source, std::string subject)
    : source_(source),
      subject_(std::move(subject)) {}

void CpioReader::damaged(const std::string& how) const {
    throw report::Error(subject_, "its payload is damaged: " + how, "copy or build it again");
}

std::size_t CpioReader::read_some(char* data, std::size_t size) {
    const std::size_t count = source_.read(data, size);
    offset_ += count;
    return count;
}

std::string CpioReader::read_frame(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t done = 0; done < size;) {
        const std::size_t count = read_some(bytes.data() + done, size - done);
        if (count == 0) damaged("it is cut off");
        done += count;
    }
    frame_.update(bytes);
    return bytes;
}

void CpioReader::align() { read_frame(padding(offset_)); }

CpioEntry CpioReader::next() {
    CpioEntry entry;
    left_ = 0;
    entry.magic = read_frame(kMagicLength);
    const bool newc = entry.magic == "070701" || entry.magic == "070702";
    if (!newc && !entry.by_index()) damaged("it is not a cpio archive as rpm writes it");
    const std::size_t count = newc ? kCpioFields : 1;
    const std::string digits = read_frame(kNumber * count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = parse_hex(std::string_view(digits).substr(kNumber * i, kNumber));
        if (!value) damaged("an entry's header is not a number");
        (newc ? entry.fields[i] : entry.index) = *value;
    }
    if (newc) {
        const std::uint32_t size = entry[CpioField::name_size];
        if (size < 2 || size > kMostName) damaged("an entry's name has an impossible length");
        entry.name = read_frame(size);
        if (entry.name.find('\0') != size - 1) damaged("an entry's name does not end");
        entry.name.pop_back();
        left_ = entry[CpioField::size];
    }
    align();
    return entry;
}

std::size_t CpioReader::read(char* data, std::size_t size) {
    if (left_ == 0) return 0;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, size));
    const std::size_t count = read_some(data, wanted);
    if (count == 0) damaged("it is cut off");
    left_ -= count;
    if (left_ == 0) align();
    return count;
}

void CpioReader::skip() {
    std::array<char, 16384> buffer;
    while (read(buffer.data(), buffer.size()) != 0) {}
}

std::string CpioReader::rest() {
    std::string bytes;
    std::array<char, 4096> buffer;
    while (const std::size_t count = read_some(buffer.data(), buffer.size())) {
        bytes.append(buffer.data(), count);
        if (bytes.size() > kMostRest || bytes.find_first_not_of('\0') != std::string::npos)
            damaged("data follows its end");
    }
    frame_.update(bytes);
    return bytes;
}

void CpioWriter::frame(std::string_view bytes) {
    frame_.update(bytes);
    data(bytes);
}

void CpioWriter::align() { frame(std::string(padding(offset_), '\0')); }

void CpioWriter::header(const CpioEntry& entry) {
    std::string text = entry.magic;
    if (entry.by_index()) {
        text += fmt::format("{:08x}", entry.index);
    } else {
        for (const std::uint32_t value : entry.fields) text += fmt::format("{:08x}", value);
        text.append(entry.name.c_str(), entry.name.size() + 1);
    }
    frame(text);
    align();
}

void CpioWriter::data(std::string_view bytes) {
    if (!bytes.empty()) sink_.write(bytes);
    offset_ += bytes.size();
}

void CpioWriter::finish_entry() { align(); }

} // namespace calpkg::rpm
