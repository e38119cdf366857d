#include "lib/python/source_encoding.hpp"

#include "lib/python/charset.hpp"
#include "lib/python/encoding_names.hpp"
#include "lib/python/lexer.hpp"
#include "lib/report/error.hpp"
#include "lib/report/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace calpkg::python {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr const char* kOtherText =
    "has a text that is not in '{}', which the file is said to be in";
constexpr const char* kDeclare = "save it as UTF-8 and begin it with '# -*- coding: utf-8 -*-'";

enum class Encoding { utf8, latin1, ascii, of_iconv, mixed };

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// The encoding that a comment declares (PEP 263), or "".
std::string declared_in(std::string_view comment) {
    constexpr std::string_view word = "coding";
    for (std::size_t at = comment.find(word); at != comment.npos; at = comment.find(word, at + 1)) {
        std::string_view rest = comment.substr(at + word.size());
        if (!rest.starts_with(':') && !rest.starts_with('=')) continue;
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t", 1), rest.size()));
        const auto end = std::ranges::find_if_not(rest, [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
        });
        if (end != rest.begin()) return {rest.begin(), end};
    }
    return {};
}

/// A declaration in one of the first two lines, of which the second one counts behind a comment or a blank
/// line only.
std::optional<DeclaredEncoding> declaration(std::string_view source) {
    for (int line = 1; line <= 2; ++line) {
        const std::size_t end = std::min(source.find_first_of("\r\n"), source.size());
        std::string_view text = source.substr(0, end);
        text.remove_prefix(std::min(text.find_first_not_of(" \t\f"), text.size()));
        if (!text.empty() && !text.starts_with('#')) return std::nullopt;
        std::string name = declared_in(text);
        if (!name.empty()) return DeclaredEncoding{std::move(name), line};
        source.remove_prefix(end);
        source.remove_prefix(source.starts_with("\r\n") ? 2
                                                        : std::min<std::size_t>(1, source.size()));
    }
    return std::nullopt;
}

/// Whether these are names that Python and iconv know, of what has no ASCII byte in other characters: the lexer reads
/// it. Shift JIS, GBK and Big5 have, backslashes among them: see Charset.
bool leaves_ascii_alone(const std::string& plain) {
    const auto is = [&](const char* name) { return plain == name; };
    return std::ranges::any_of(std::array{"iso-8859-", "iso8859-", "cp125", "windows-125", "koi8-"},
                               [&](const char* family) { return plain.starts_with(family); }) ||
           std::ranges::any_of(std::array{"euc-jp", "eucjp", "ujis", "euc-kr", "euckr", "gb2312",
                                          "euc-cn", "euccn"},
                               is);
}

std::optional<Encoding> encoding_named(const std::string& plain) {
    // CPython's encodings/aliases.py
    constexpr std::array names{std::pair{"utf-8", Encoding::utf8},
                               std::pair{"utf8", Encoding::utf8},
                               std::pair{"u8", Encoding::utf8},
                               std::pair{"utf", Encoding::utf8},
                               std::pair{"latin-1", Encoding::latin1},
                               std::pair{"latin1", Encoding::latin1},
                               std::pair{"latin", Encoding::latin1},
                               std::pair{"l1", Encoding::latin1},
                               std::pair{"iso-8859-1", Encoding::latin1},
                               std::pair{"iso8859-1", Encoding::latin1},
                               std::pair{"iso-latin-1", Encoding::latin1},
                               std::pair{"iso8859", Encoding::latin1},
                               std::pair{"8859", Encoding::latin1},
                               std::pair{"cp819", Encoding::latin1},
                               std::pair{"ascii", Encoding::ascii},
                               std::pair{"us-ascii", Encoding::ascii},
                               std::pair{"us", Encoding::ascii},
                               std::pair{"646", Encoding::ascii}};
    const auto* const found =
        std::ranges::find_if(names, [&](const auto& known) { return plain == known.first; });
    if (found != names.end()) return found->second;
    if (leaves_ascii_alone(plain) && from_iconv(plain, {})) return Encoding::of_iconv;
    if (Charset::named(plain)) return Encoding::mixed;
    return std::nullopt;
}

std::string from_latin1(std::string_view text) {
    std::string utf8;
    for (const char c : text) {
        if (is_ascii(c)) {
            utf8 += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        utf8 += static_cast<char>(0xc0 | byte >> 6);
        utf8 += static_cast<char>(0x80 | (byte & 0x3f));
    }
    return utf8;
}

class Decoder {
public:
    Decoder(std::string_view source, const std::string& python, const std::string& name)
        : source_(source),
          python2_(python.starts_with('2')),
          name_(name) {}

    std::string run() {
        if (const std::size_t nul = source_.find('\0'); nul != source_.npos)
            throw wrong(line_of(source_, nul), "has a NUL byte, which Python does not read",
                        "remove it");
        const bool mark = source_.starts_with(kByteOrderMark);
        if (mark) source_.remove_prefix(kByteOrderMark.size());
        const std::optional<DeclaredEncoding> declared = declaration(source_);
        if (!declared && !mark) require_default();
        if (!declared) return texts_decoded(Encoding::utf8, {});
        const Encoding encoding = declared_encoding(*declared, mark);
        const std::string plain = plain_encoding_name(declared->name);
        return encoding == Encoding::mixed ? all_decoded(plain) : texts_decoded(encoding, plain);
    }

private:
    report::Error wrong(int line, const std::string& reason, const std::string& remedy) const {
        return {fmt::format("{}:{}", name_, line), reason, remedy};
    }

    /// ASCII for Python 2, UTF-8 for 3.x.
    void require_default() const {
        const auto other = std::ranges::find_if_not(source_, is_ascii);
        if (other == source_.end() || (!python2_ && report::is_utf8(source_))) return;
        throw wrong(
            line_of(source_, static_cast<std::size_t>(other - source_.begin())),
            fmt::format("has a character that is not {}, and the file declares no encoding: "
                        "Python {} does not read it",
                        python2_ ? "ASCII" : "UTF-8", python2_ ? 2 : 3),
            kDeclare);
    }

    Encoding declared_encoding(const DeclaredEncoding& declared, bool mark) const {
        const std::string plain = plain_encoding_name(declared.name);
        const std::optional<Encoding> encoding = encoding_named(plain);
        if (!encoding)
            throw wrong(declared.line,
                        fmt::format("declares the encoding '{}', which cal-pkg does not know",
                                    declared.name),
                        kDeclare);
        if (mark && plain != "utf-8") // CPython refuses "utf8" here, too
            throw wrong(declared.line,
                        fmt::format("declares the encoding '{}', but the file begins with UTF-8's "
                                    "byte order mark",
                                    declared.name),
                        kDeclare);
        const auto other = std::ranges::find_if_not(source_, is_ascii);
        if (encoding == Encoding::ascii && other != source_.end())
            throw wrong(line_of(source_, static_cast<std::size_t>(other - source_.begin())),
                        "has a character that is not ASCII, which the file declares to be",
                        kDeclare);
        return *encoding;
    }

    /// Whether texts without a prefix are Unicode's.
    bool are_unicode(const Lexed& lexed) const {
        return !python2_ || std::ranges::any_of(lexed.tokens, [](const Token& token) {
            return token.is_name("unicode_literals");
        });
    }

    static bool is_unicode(const Token& token, bool all) {
        return all ? token.prefix.find_first_of("bB") == token.prefix.npos
                   : token.prefix.find_first_of("uU") != token.prefix.npos;
    }

    /// Bytes that look like ASCII are parts of other characters: the lexer reads what has been decoded, as Python's.
    std::string all_decoded(const std::string& plain) const {
        const Charset charset = *Charset::named(plain);
        const DecodedSource whole = charset.decode(source_);
        if (whole.failed)
            throw wrong(line_of(source_, *whole.failed),
                        fmt::format(fmt::runtime(kOtherText), plain), kDeclare);
        const Lexed lexed = lex(whole.utf8);
        const bool all = are_unicode(lexed);
        std::string decoded;
        std::size_t done = 0;
        for (const Token& token : lexed.tokens) {
            if (token.kind != Token::Kind::string || is_unicode(token, all)) continue;
            const auto begin = static_cast<std::size_t>(token.content.data() - whole.utf8.data());
            const std::size_t end = begin + token.content.size();
            const std::optional<std::string> bytes = escaped_bytes(token, charset, whole, begin);
            if (!bytes)
                throw wrong(token.line,
                            fmt::format("has a text whose bytes in '{}' are not certain", plain),
                            kDeclare);
            decoded.append(whole.utf8, done, begin - done).append(*bytes);
            done = end;
        }
        return decoded.append(whole.utf8, done);
    }

    /// The content of a text of bytes as it stood in the source. Characters with bytes of ASCII's, which are no
    /// backslashes or quotes to Python, become escapes. Nothing where that cannot be.
    std::optional<std::string> escaped_bytes(const Token& token, const Charset& charset,
                                             const DecodedSource& whole, std::size_t begin) const {
        const bool raw = token.prefix.find_first_of("rR") != token.prefix.npos;
        std::string bytes;
        for (std::size_t i = 0; i < token.content.size();) {
            const std::size_t length =
                std::max<std::size_t>(report::utf8_sequence_length(token.content, i), 1);
            const std::size_t from = whole.origins[begin + i];
            const std::size_t to = whole.origins[begin + i + length];
            const std::string_view one = token.content.substr(i, length);
            i += length;
            if (length == 1) {
                bytes += one;
                continue;
            }
            if (from == DecodedSource::nowhere || to == DecodedSource::nowhere) return std::nullopt;
            const std::string_view own = source_.substr(from, to - from);
            const bool looks_like_ascii = std::ranges::any_of(own, is_ascii);
            if (!charset.gives_again(own, one) || (raw && looks_like_ascii)) return std::nullopt;
            for (const char byte : own)
                bytes += looks_like_ascii
                             ? fmt::format("\\x{:02x}", static_cast<unsigned char>(byte))
                             : std::string(1, byte);
        }
        return bytes;
    }

    std::string texts_decoded(Encoding encoding, const std::string& plain) const {
        const Lexed lexed = lex(source_);
        const bool all = are_unicode(lexed);
        std::string decoded;
        std::size_t done = 0;
        for (const Token& token : lexed.tokens) {
            if (token.kind != Token::Kind::string || !is_unicode(token, all)) continue;
            const auto begin = static_cast<std::size_t>(token.content.data() - source_.data());
            decoded += source_.substr(done, begin - done);
            decoded += text(token, encoding, plain);
            done = begin + token.content.size();
        }
        return decoded.append(source_.substr(done));
    }

    std::string text(const Token& token, Encoding encoding, const std::string& plain) const {
        if (encoding == Encoding::latin1) return from_latin1(token.content);
        if (encoding == Encoding::of_iconv) {
            if (auto utf8 = from_iconv(plain, token.content)) return *utf8;
            throw wrong(token.line, fmt::format(fmt::runtime(kOtherText), plain), kDeclare);
        }
        std::string content(token.content);
        if (!report::is_utf8(content))
            throw wrong(token.line, "has a text that is not UTF-8, which the file is said to be",
                        kDeclare);
        return content;
    }

    std::string_view source_;
    bool python2_;
    const std::string& name_;
};

} // namespace

int line_of(std::string_view source, std::size_t at) {
    return 1 + static_cast<int>(std::ranges::count(source.substr(0, at), '\n'));
}

bool declares_encoding(std::string_view source) { return declaration(source).has_value(); }

std::optional<DeclaredEncoding> unknown_encoding(std::string_view source) {
    if (source.starts_with(kByteOrderMark)) source.remove_prefix(kByteOrderMark.size());
    const std::optional<DeclaredEncoding> declared = declaration(source);
    if (!declared || is_encoding_of_python(plain_encoding_name(declared->name)))
        return std::nullopt;
    return declared;
}

std::string decoded_source(std::string_view source, const std::string& python,
                           const std::string& name) {
    return Decoder(source, python, name).run();
}

} // namespace calpkg::python
