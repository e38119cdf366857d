#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::python {

/// The line, from 1 on, that the byte `at` of `source` is in.
int line_of(std::string_view source, std::size_t at);

/// What a declaration says.
struct DeclaredEncoding {
    std::string name; ///< as written
    int line = 0;
};

/// The encoding that `source` declares, when no Python knows it.
std::optional<DeclaredEncoding> unknown_encoding(std::string_view source);

/// Whether a comment in one of the first two lines of `source` declares its encoding (PEP 263), known or not.
bool declares_encoding(std::string_view source);

/// `source` as the Python `python` ("2.7") decodes it (PEP 263), for the lexer: the contents of its texts are
/// UTF-8, but for those that are bytes to Python 2, which keep theirs. Encodings that are known are UTF-8,
/// Latin-1 and ASCII, under all of Python's names, and of ISO 8859, cp125x, KOI8 and the EUC family (EUC-JP, EUC-KR,
/// GB 2312) what iconv(3) has, as of Charset's. Throws report::Error `name:line: …` for what that Python refuses: another encoding,
/// none for what is not ASCII (Python 2) or not UTF-8 (3.x), one that contradicts a byte order mark or the bytes, and
/// a NUL byte.
std::string decoded_source(std::string_view source, const std::string& python,
                           const std::string& name);

} // namespace calpkg::python
