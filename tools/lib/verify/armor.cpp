#include "lib/verify/armor.hpp"

#include "lib/report/text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace calpkg::verify {

namespace {

constexpr std::string_view kBegin = "-----BEGIN PGP SIGNATURE-----";
constexpr std::string_view kEnd = "-----END PGP SIGNATURE-----";
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kQuartet = 4; ///< digits for three bytes
constexpr std::size_t kFewestLines = 4;

std::string crc24(std::string_view bytes) {
    std::uint32_t crc = 0xb704ce;
    for (const char byte : bytes) {
        crc ^= std::uint32_t{static_cast<unsigned char>(byte)} << 16;
        for (int bit = 0; bit < 8; ++bit) {
            crc <<= 1;
            if ((crc & 0x1000000) != 0) crc ^= 0x1864cfb;
        }
    }
    return {static_cast<char>(crc >> 16 & 0xff), static_cast<char>(crc >> 8 & 0xff),
            static_cast<char>(crc & 0xff)};
}

} // namespace

std::optional<std::string> base64_bytes(std::string_view text) {
    if (text.empty() || text.size() % kQuartet != 0) return std::nullopt;
    const std::size_t padding = text.size() - text.find_last_not_of('=') - 1;
    if (padding > 2) return std::nullopt;
    text.remove_suffix(padding);
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char digit : text) {
        const std::size_t value = kDigits.find(digit);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xff);
        bits &= (1U << count) - 1;
    }
    return bits == 0 ? std::optional(bytes) : std::nullopt;
}

std::string armor_fault(const std::string& text) {
    std::vector<std::string> lines = report::lines_of(text);
    if (lines.size() < kFewestLines || lines.front() != kBegin || lines.back() != kEnd ||
        !text.ends_with('\n'))
        return "it does not begin and end as one";
    lines.erase(lines.begin());
    lines.pop_back();
    const auto blank = std::ranges::find(lines, "");
    if (!std::all_of(lines.begin(), blank,
                     [](const std::string& line) { return line.find(": ") != std::string::npos; }))
        return "no blank line stands before its base64";
    if (blank != lines.end()) lines.erase(lines.begin(), blank + 1);
    std::string checksum;
    if (!lines.empty() && lines.back().starts_with('=')) {
        checksum = lines.back().substr(1);
        lines.pop_back();
    }
    std::string base64;
    for (const std::string& line : lines) {
        if (line.empty() || line.size() > lines.front().size() ||
            (&line != &lines.back() && line.size() != lines.front().size()))
            return "its lines are not of one length";
        base64 += line;
    }
    const std::optional<std::string> bytes = base64_bytes(base64);
    if (!bytes) return "its base64 is damaged";
    if (!checksum.empty() && base64_bytes(checksum) != crc24(*bytes))
        return "its checksum does not fit";
    return {};
}

} // namespace calpkg::verify
