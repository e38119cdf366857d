#include "lib/python/source_encoding.hpp"

#include "lib/python/values.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

const std::string kLatin = "\xe9", kUtf8 = "\xc3\xa9", kMark = "\xef\xbb\xbf";

/// The bytes of the first text in `source`, or the error.
std::string text_of(const std::string& source, const std::string& python) {
    std::string decoded;
    try {
        decoded = python::decoded_source(source, python, "setup.py");
    } catch (const report::Error& error) {
        return error.what();
    }
    for (const python::Token& token : python::lex(decoded).tokens)
        if (token.kind == python::Token::Kind::string) return std::string(token.content);
    return "none";
}

void refused(const std::string& source, const std::string& python, const std::string& words) {
    CAPTURE(source);
    CAPTURE(python);
    CHECK_MESSAGE(text_of(source, python).find(words) != std::string::npos,
                  text_of(source, python));
}

} // namespace

// What is asserted here was asked of Python 2.7.18, 3.6.15 and 3.11.7.

TEST_CASE("without a declaration Python 2 reads ASCII and 3.x UTF-8; a byte order mark is one") {
    for (const char* prefix : {"'", "u'"}) {
        refused("\nd = " + (prefix + kUtf8) + "'\n", "2.7",
                "setup.py:2: has a character that is not ASCII");
        CHECK(text_of("d = " + (prefix + kUtf8) + "'\n", "3.6") == kUtf8);
        for (const char* python : {"2.7", "3.6"})
            CHECK(text_of(kMark + "d = " + (prefix + kUtf8) + "'\n", python) == kUtf8);
    }
    refused("d = 'x' # " + kUtf8 + "\n", "2.7", "declares no encoding");
    refused("d = '" + kLatin + "'\n", "3.6", "setup.py:1: has a character that is not UTF-8");
    refused(kMark + "d = '" + kLatin + "'\n", "3.6", "has a text that is not UTF-8");
    CHECK(text_of(kMark + "d = '" + kLatin + "'\n", "2.7") == kLatin);
}

TEST_CASE("Latin-1 becomes UTF-8, but for what is bytes to Python 2") {
    const std::string head = "#!/usr/bin/python\n# -*- coding: latin-1 -*-\n";
    CHECK(text_of(head + "d = '" + kLatin + "'\n", "2.7") == kLatin);
    CHECK(text_of(head + "d = u'" + kLatin + "'\n", "2.7") == kUtf8);
    CHECK(text_of(head + "d = '" + kLatin + "'\n", "3.6") == kUtf8);
    CHECK(text_of(head + "from __future__ import unicode_literals\nd = '" + kLatin + "'\n",
                  "2.7") == kUtf8);
    CHECK(text_of(head + "d = b'" + kLatin + "'\n", "3.6") == kLatin);
}

TEST_CASE("encodings have many names, and declarations many forms") {
    for (const char* line : {"# vim: set fileencoding=iso-8859-1 :", "# coding=LATIN_1",
                             "# coding: latin-1-unix", "\f# coding:latin1", "# coding: l1"}) {
        CAPTURE(line);
        CHECK(text_of(std::string(line) + "\nd = u'" + kLatin + "'\n", "2.7") == kUtf8);
    }
    for (const char* line : {"# coding: utf8", "# coding: UTF_8", "# coding: utf-8-unix"})
        CHECK(text_of(std::string(line) + "\nd = u'" + kUtf8 + "'\n", "2.7") == kUtf8);
    CHECK(text_of("# coding: latin-1\r\nd = u'" + kLatin + "'\r\n", "2.7") == kUtf8);
    CHECK(text_of("# coding: us-ascii\nd = 'x'\n", "2.7") == "x");
    CHECK(text_of("# coding latin-1\nd = '" + kUtf8 + "'\n", "3.6") == kUtf8); // is none
}

TEST_CASE("only the first two lines count, and the second behind a comment or a blank one") {
    const std::string cookie = "# coding: latin-1\n", text = "d = u'" + kLatin + "'\n";
    CHECK(text_of("\n" + cookie + text, "2.7") == kUtf8);
    CHECK(text_of(cookie + "# coding: utf-8\n" + text, "2.7") == kUtf8);
    for (const std::string& before :
         {std::string("x = 1\n"), std::string("\"\"\"\n"), std::string("#\n#\n")})
        refused(before + cookie + text, "2.7", "declares no encoding");
    for (const char* no :
         {"x = 'coding: latin-1'\n", "x = 1 # coding: latin-1\n", "# coding : latin-1\n"})
        refused(no + text, "2.7", "declares no encoding");
    CHECK(text_of("x = 1\n# coding: nonsense\nd = 'x'\n", "2.7") == "x");
}

TEST_CASE("encodings of one byte a character are those of the C library") {
    const std::string euro = "\xe2\x82\xac";
    for (const char* python : {"2.7", "3.6"}) {
        CHECK(text_of("# coding: iso-8859-15\nd = u'\xa4'\n", python) == euro);
        CHECK(text_of("# coding: ISO8859_15\nd = u'\xa4'\n", python) == euro);
        CHECK(text_of("# coding: cp1252\nd = u'\x80'\n", python) == euro);
        CHECK(text_of("# coding: koi8-r\nd = u'\xc1'\n", python) == "\xd0\xb0");
        refused("# coding: cp1252\nd = u'\x81'\n", python,
                "setup.py:2: has a text that is not in 'cp1252'");
        refused("# coding: cp1259\nd = u'x'\n", python, "does not know");
    }
    CHECK(text_of("# coding: cp1252\nd = '\x80'\n", "2.7") == "\x80");
}

TEST_CASE("encodings of several bytes a character are read where none of these is ASCII") {
    for (const char* python : {"2.7", "3.6"}) {
        for (const char* name : {"euc-jp", "EUC_JP", "ujis"})
            CHECK(text_of(std::string("# coding: ") + name + "\nd = u'\xa4\xa2'\n", python) ==
                  "\xe3\x81\x82");
        CHECK(text_of("# coding: euc-kr\nd = u'\xb0\xa1'\n", python) == "\xea\xb0\x80");
        CHECK(text_of("# coding: gb2312\nd = u'\xb0\xa1'\n", python) == "\xe5\x95\x8a");
        refused("# coding: euc-jp\nd = u'\xa4'\n", python, "has a text that is not in 'euc-jp'");
    }
    CHECK(text_of("# coding: euc-jp\nd = '\xa4\xa2'\n", "2.7") == "\xa4\xa2");
}

TEST_CASE("encodings with ASCII's bytes in other characters are read as Python reads them") {
    struct Row {
        const char *name, *bytes, *utf8;
    };
    for (const auto& [name, bytes, utf8] :
         {Row{"shift_jis", "\x83\x5c\x83\x7b\xb1", "ソボｱ"}, Row{"sjis", "\x95\x5c", "表"},
          Row{"cp932", "\x81\x60\x87\x40", "～①"}, Row{"gbk", "\x81\x5c\xb0\xa1", "乗啊"},
          Row{"gb18030", "\x81\x5c\x81\x30\x84\x36", "乗¥"},
          Row{"big5", "\xa5\x5c\xb3\x5c", "功許"}, Row{"big5hkscs", "\xa5\x5c\x88\x62", "功Ê̄"},
          Row{"cp949", "\x81\x41", "갂"}, Row{"johab", "\x88\x61", "가"}}) {
        CAPTURE(name);
        const std::string head = std::string("# coding: ") + name + "\n";
        // A backslash of Python's own stands beside those that are none.
        const std::string text = "'" + std::string(bytes) + "\\n'";
        CHECK(text_of(head + "d = u" + text + "\n", "2.7") == std::string(utf8) + "\\n");
        CHECK(text_of(head + "d = " + text + "\n", "3.6") == std::string(utf8) + "\\n");
        refused(head + "d = u'\xff'\n", "3.6", "setup.py:2: has a text that is not in");
    }
    CHECK(text_of("# coding: iso-2022-jp\nd = u'\x1b$B%=\x1b(B'\n", "3.6") == "ソ");
    CHECK(text_of("# coding: iso-2022-jp\nd = u'\x1b$B%'%\\\x1b(B'\n", "3.6") == "ェボ");
    refused("# coding: iso-2022-jp\nd = u'\x1b$B%='\n", "3.6", "has a text that is not in");
    // A line that does not return to ASCII, and what switches by other bytes.
    refused("# coding: iso-2022-jp\n# \x1b$B%=\nd = 'x'\n", "3.6", "has a text that is not in");
    for (const char* shift : {"\x0e", "\x0f"})
        refused(std::string("# coding: iso-2022-jp\nd = 'a") + shift + "'\n", "3.6",
                "has a text that is not in");
}

TEST_CASE("bytes of Python 2 keep what they are, and none becomes a backslash") {
    const std::string head = "# coding: shift_jis\n";
    CHECK(text_of(head + "d = '\x83\x5c'\n", "2.7") == "\\x83\\x5c");
    CHECK(text_of(head + "d = '\x82\xa0'\n", "2.7") == "\x82\xa0");
    CHECK(text_of(head + "d = 'a\\\\b'\n", "2.7") == "a\\\\b");
    refused(head + "d = r'\x83\x5c'\n", "2.7", "are not certain");
    refused("# coding: iso-2022-jp\nd = '\x1b$B%=\x1b(B'\n", "2.7", "are not certain");
    refused("# coding: cp932\nd = '\xed\x40'\n", "2.7", "are not certain"); // has two places
}

TEST_CASE("where Python and the C library differ nothing is taken") {
    refused("# coding: big5\nd = u'\xa1\x45'\n", "3.6", "has a text that is not in 'big5'");
    refused("# coding: gb18030\nd = u'\xa6\xd9'\n", "3.6", "has a text that is not in 'gb18030'");
    refused("# coding: gb18030\nd = u'\x81\x35\xf4\x37'\n", "3.6", "has a text that is not in");
    refused("# coding: gbk\nd = u'\x80'\n", "3.6", "has a text that is not in 'gbk'");
    for (const char* name : {"utf-16", "utf-7", "hz", "iso2022_kr", "cp037"})
        refused(std::string("# coding: ") + name + "\nd = u'x'\n", "3.6", "does not know");
}

TEST_CASE("an encoding that no Python knows is told from one that cal-pkg does not know") {
    CHECK(python::unknown_encoding("#!python\n# -*- coding: klingon -*-\n")->line == 2);
    CHECK(python::unknown_encoding("# coding: utf-9\n")->name == "utf-9");
    for (const char* name :
         {"utf-8", "UTF_8", "utf-8-unix", "cp037", "mac_roman", "shift-jis", "latin1", "u8"})
        CHECK_FALSE(python::unknown_encoding(std::string("# coding: ") + name + "\n"));
    CHECK_FALSE(python::unknown_encoding("x = 1\n\n# coding: klingon\n"));
}

TEST_CASE("what no Python reads is refused with its line") {
    for (const char* python : {"2.7", "3.6"}) {
        refused("#\n# coding: nonsense\nd = 'x'\n", python,
                "setup.py:2: declares the encoding 'nonsense', which cal-pkg does not know");
        for (const char* other : {"latin-1", "utf8"})
            refused(kMark + "# coding: " + other + "\nd = 'x'\n", python, "byte order mark");
        refused("# coding: ascii\nd = '" + kLatin + "'\n", python,
                "setup.py:2: has a character that is not ASCII");
        refused("# coding: utf-8\nd = u'" + kLatin + "'\n", python,
                "setup.py:2: has a text that is not UTF-8");
        refused(std::string("d = 'x'\n# \0\n", 12), python, "setup.py:2: has a NUL byte");
    }
    CHECK(text_of("# coding: utf-8\nd = '" + kLatin + "'\n", "2.7") == kLatin);
    CHECK(text_of("# coding: utf-8\nd = 'x' # " + kLatin + "\n", "3.6") == "x");
}
