#include "lib/python/charset.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iconv.h>
#include <span>

namespace calpkg::python {

namespace {

/// A range of characters of two bytes.
struct Range {
    std::uint32_t first, last;
};

// Where Python's codecs and glibc's iconv differ: all characters of two bytes were compared (Python 2.7.18 and 3.11.7,
// glibc 2.36). What only one of them reads is refused by that one.
constexpr std::array<Range, 0> kNone{};
constexpr std::array kBig5{Range{0xa145, 0xa145}, Range{0xa14e, 0xa14e}, Range{0xa1c2, 0xa1c2},
                           Range{0xa1e3, 0xa1e3}, Range{0xa1f2, 0xa1f3}, Range{0xa241, 0xa247},
                           Range{0xa3e1, 0xa3e1}, Range{0xc6a1, 0xc8fe}, Range{0xf9d6, 0xf9fe}};
constexpr std::array kCp950{Range{0xc6a1, 0xc8fe}};
constexpr std::array kHkscs{Range{0x877a, 0x87ff}};
constexpr std::array kJohab{Range{0xd9e8, 0xd9e8}};
constexpr std::array kGb18030{Range{0xa6d9, 0xa6f3}, Range{0xa8bc, 0xa8bc}, Range{0xfe51, 0xfea0}};

enum class Shape {
    pairs,    ///< two bytes from 0x81 on
    japanese, ///< the same, but half-width katakana have one
    fours,    ///< the same, but two or four
    escapes,  ///< of seven bits, with escapes between
};

} // namespace

struct Charset::Form {
    std::string_view names; ///< Python's, between blanks
    const char* iconv;
    Shape shape;
    std::span<const Range> differing;
};

namespace {

/// CPython's encodings/aliases.py
constexpr std::array kForms{
    Charset::Form{" shift-jis shiftjis sjis s-jis csshiftjis ", "SJIS", Shape::japanese, kNone},
    Charset::Form{" cp932 932 ms932 mskanji ms-kanji windows-31j ", "CP932", Shape::japanese,
                  kNone},
    Charset::Form{" gbk 936 cp936 ms936 ", "GBK", Shape::pairs, kNone},
    Charset::Form{" gb18030 gb18030-2000 ", "GB18030", Shape::fours, kGb18030},
    Charset::Form{" big5 big5-tw csbig5 ", "BIG5", Shape::pairs, kBig5},
    Charset::Form{" cp950 950 ms950 ", "CP950", Shape::pairs, kCp950},
    Charset::Form{" big5hkscs big5-hkscs hkscs ", "BIG5-HKSCS", Shape::pairs, kHkscs},
    Charset::Form{" johab cp1361 ms1361 ", "JOHAB", Shape::pairs, kJohab},
    Charset::Form{" cp949 949 ms949 uhc ", "UHC", Shape::pairs, kNone},
    Charset::Form{" iso2022-jp iso-2022-jp iso2022jp csiso2022jp ", "ISO-2022-JP", Shape::escapes,
                  kNone}};

std::optional<std::string> converted(const char* to, const std::string& from_encoding,
                                     std::string_view text) {
    const iconv_t converter = iconv_open(to, from_encoding.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    constexpr std::size_t longest =
        4; // bytes of UTF-8 for one, or of an encoding for a byte of UTF-8
    std::string from(text), made(longest * text.size() + longest, '\0');
    char* in = from.data();
    char* out = made.data();
    std::size_t in_left = from.size(), out_left = made.size();
    const bool whole = iconv(converter, &in, &in_left, &out, &out_left) == 0 &&
                       iconv(converter, nullptr, nullptr, &out, &out_left) == 0;
    iconv_close(converter);
    if (!whole) return std::nullopt;
    made.resize(made.size() - out_left);
    return made;
}

unsigned byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// How many bytes the character has that begins at `at` with none of ASCII.
std::size_t length_at(Shape shape, std::string_view text, std::size_t at) {
    const unsigned first = byte_at(text, at), second = byte_at(text, at + 1);
    if (shape == Shape::japanese && first >= 0xa1 && first <= 0xdf) return 1;
    if (shape == Shape::fours && second >= 0x30 && second <= 0x39) return 4;
    return 2;
}

/// iconv knows four bytes for what Python has two for, and then gives private characters.
bool is_private(std::string_view utf8) {
    return utf8.size() == 3 && utf8 >= "\xee\x80\x80" && utf8 <= "\xef\xa3\xbf";
}

} // namespace

std::optional<std::string> from_iconv(const std::string& encoding, std::string_view text) {
    return converted("UTF-8", encoding, text);
}

std::optional<Charset> Charset::named(const std::string& plain) {
    const auto* const form = std::ranges::find_if(kForms, [&](const Form& known) {
        return known.names.find(" " + plain + " ") != known.names.npos;
    });
    if (form == kForms.end() || !from_iconv(form->iconv, {})) return std::nullopt;
    return Charset(*form);
}

DecodedSource Charset::decode(std::string_view source) const {
    DecodedSource decoded;
    if (form_->shape == Shape::escapes) {
        decode_lines(source, decoded);
        return decoded;
    }
    for (std::size_t at = 0; at < source.size() && !decoded.failed;) {
        const bool ascii = byte_at(source, at) < 0x80;
        const std::size_t length = ascii ? 1 : length_at(form_->shape, source, at);
        const std::string_view bytes = source.substr(at, length);
        const std::uint32_t pair = byte_at(source, at) << 8 | byte_at(source, at + 1);
        const bool differs =
            length == 2 && std::ranges::any_of(form_->differing, [&](const Range& r) {
                return r.first <= pair && pair <= r.last;
            });
        const auto utf8 = ascii ? std::optional<std::string>(bytes)
                          : differs || byte_at(source, at) == 0x80
                              ? std::nullopt
                              : from_iconv(form_->iconv, bytes);
        if (!utf8 || (length == 4 && is_private(*utf8))) {
            decoded.failed = at;
        } else {
            decoded.utf8 += *utf8;
            decoded.origins.resize(decoded.utf8.size(), at);
        }
        at += length;
    }
    decoded.origins.push_back(source.size());
    return decoded;
}

/// Python and iconv keep an escape beyond the line, but for that no line would be ASCII again.
void Charset::decode_lines(std::string_view source, DecodedSource& decoded) const {
    constexpr std::string_view ascii_again = "\x1b(B";
    for (std::size_t at = 0; at < source.size();) {
        const std::size_t end = std::min(source.find('\n', at), source.size() - 1) + 1;
        const std::string_view line = source.substr(at, end - at);
        const std::size_t last = line.rfind('\x1b');
        const bool plain = last == line.npos;
        const auto utf8 = plain ? std::optional<std::string>(line)
                          : line.substr(last).starts_with(ascii_again)
                              ? from_iconv(form_->iconv, line)
                              : std::nullopt;
        const auto other = std::ranges::find_if(line, [](char c) {
            return static_cast<unsigned char>(c) >= 0x80 || c == '\x0e' || c == '\x0f';
        });
        if (!utf8 || other != line.end()) {
            decoded.failed = at;
            return;
        }
        decoded.utf8 += *utf8;
        for (std::size_t i = 0; i < utf8->size(); ++i)
            decoded.origins.push_back(plain ? at + i : DecodedSource::nowhere);
        at = end;
    }
    decoded.origins.push_back(source.size());
}

bool Charset::gives_again(std::string_view bytes, std::string_view utf8) const {
    return converted(form_->iconv, "UTF-8", utf8) == bytes;
}

} // namespace calpkg::python
