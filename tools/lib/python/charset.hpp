#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::python {

/// `text`, in the encoding that iconv(3) calls so, as UTF-8; nothing when the C library does not know
/// the encoding, or the encoding not the character.
std::optional<std::string> from_iconv(const std::string& encoding, std::string_view text);

/// A source in UTF-8 with what stood there before.
struct DecodedSource {
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    std::string utf8;
    std::vector<std::size_t>
        origins; ///< for each byte where its character began; one more for the end
    std::optional<std::size_t>
        failed; ///< the first byte that Python would not read, or reads otherwise than iconv
};

/// An encoding of Python's whose characters of several bytes have ASCII's bytes among them: Shift JIS, GBK, GB 18030,
/// Big5, their relatives, and ISO-2022-JP. Nothing where the C library has none of it.
class Charset {
public:
    static std::optional<Charset> named(const std::string& plain);

    /// Decodes as Python does. In ISO-2022-JP, where bytes mean nothing alone, a line with escapes has no origins.
    DecodedSource decode(std::string_view source) const;
    /// Whether Python 2, which decodes and encodes a source's bytes, gives these again for `utf8`, a character.
    bool gives_again(std::string_view bytes, std::string_view utf8) const;

    struct Form;

private:
    explicit Charset(const Form& form) : form_(&form) {}
    void decode_lines(std::string_view source, DecodedSource& decoded) const;

    const Form* form_;
};

} // namespace calpkg::python
