#include "lib/python/encoding_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace calpkg::python {

namespace {

/// What codecs.lookup() of CPython 2.7 to 3.13 finds, each name between blanks.
constexpr std::string_view kNames =
    " "
    "037 1026 1125 1140 1250 1251 1252 1253 1254 1255 1256 1257 1258 273 424 437 500 646 775 850 "
    "852 855 857 858 860 861 862 863 864 865 866 869 8859 932 936 949 950 ansi-x3-4-1968 "
    "ansi-x3.4-1968 ansi-x3.4-1986 arabic ascii asmo-708 big5 big5-hkscs big5-tw big5hkscs chinese "
    "cp-gr cp-is cp037 cp1006 cp1026 cp1051 cp1125 cp1140 cp1250 cp1251 cp1252 cp1253 cp1254 "
    "cp1255 "
    "cp1256 cp1257 cp1258 cp1361 cp154 cp273 cp367 cp424 cp437 cp500 cp65001 cp720 cp737 cp775 "
    "cp819 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp866u "
    "cp869 cp874 cp875 cp932 cp936 cp949 cp950 csascii csbig5 csibm037 csibm1026 csibm273 csibm424 "
    "csibm500 csibm855 csibm857 csibm858 csibm860 csibm861 csibm863 csibm864 csibm865 csibm866 "
    "csibm869 csiso2022jp csiso2022kr csiso58gb231280 csisolatin1 csisolatin2 csisolatin3 "
    "csisolatin4 csisolatin5 csisolatin6 csisolatinarabic csisolatincyrillic csisolatingreek "
    "csisolatinhebrew cskoi8r cspc775baltic cspc850multilingual cspc862latinhebrew "
    "cspc8codepage437 "
    "cspcp852 csptcp154 csshiftjis cyrillic cyrillic-asian ebcdic-cp-be ebcdic-cp-ca ebcdic-cp-ch "
    "ebcdic-cp-he ebcdic-cp-nl ebcdic-cp-us ebcdic-cp-wt ecma-114 ecma-118 elot-928 euc-cn euc- "
    "jis-2004 euc-jis2004 euc-jisx0213 euc-jp euc-kr euccn eucgb2312-cn eucjis2004 eucjisx0213 "
    "eucjp euckr gb18030 gb18030-2000 gb2312 gb2312-1980 gb2312-80 gbk greek greek8 hebrew hkscs "
    "hp-roman8 hz hz-gb hz-gb-2312 hzgb ibm037 ibm039 ibm1026 ibm1051 ibm1125 ibm1140 ibm273 "
    "ibm367 "
    "ibm424 ibm437 ibm500 ibm775 ibm819 ibm850 ibm852 ibm855 ibm857 ibm858 ibm860 ibm861 ibm862 "
    "ibm863 ibm864 ibm865 ibm866 ibm869 iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-2004 "
    "iso-2022-jp-3 iso-2022-jp-ext iso-2022-kr iso-646.irv-1991 iso-8859-1 iso-8859-1-1987 "
    "iso-8859-10 iso-8859-10-1992 iso-8859-11 iso-8859-11-2001 iso-8859-13 iso-8859-14 "
    "iso-8859-14-1998 iso-8859-15 iso-8859-16 iso-8859-16-2001 iso-8859-2 iso-8859-2-1987 "
    "iso-8859-3 iso-8859-3-1988 iso-8859-4 iso-8859-4-1988 iso-8859-5 iso-8859-5-1988 iso-8859-6 "
    "iso-8859-6-1987 iso-8859-7 iso-8859-7-1987 iso-8859-8 iso-8859-8-1988 iso-8859-9 "
    "iso-8859-9-1989 iso-celtic iso-ir-100 iso-ir-101 iso-ir-109 iso-ir-110 iso-ir-126 iso-ir-127 "
    "iso-ir-138 iso-ir-144 iso-ir-148 iso-ir-157 iso-ir-166 iso-ir-199 iso-ir-226 iso-ir-58 iso- "
    "ir-6 iso2022-jp iso2022-jp-1 iso2022-jp-2 iso2022-jp-2004 iso2022-jp-3 iso2022-jp-ext "
    "iso2022-kr iso2022jp iso2022jp-1 iso2022jp-2 iso2022jp-2004 iso2022jp-3 iso2022jp-ext "
    "iso2022kr iso646-us iso8859 iso8859-1 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 "
    "iso8859-16 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 "
    "jisx0213 johab koi8-r koi8-t koi8-u korean ks-c-5601 ks-c-5601-1987 ks-x-1001 ksc5601 ksx1001 "
    "kz-1048 kz1048 l1 l10 l2 l3 l4 l5 l6 l7 l8 l9 latin latin-1 latin1 latin10 latin2 latin3 "
    "latin4 latin5 latin6 latin7 latin8 latin9 mac-arabic mac-centeuro mac-croatian mac-cyrillic "
    "mac-farsi mac-greek mac-iceland mac-latin2 mac-roman mac-romanian mac-turkish "
    "maccentraleurope "
    "maccyrillic macgreek maciceland macintosh maclatin2 macroman macturkish ms-kanji ms1361 ms932 "
    "ms936 ms949 ms950 mskanji palmos pt154 ptcp154 r8 rk1048 roman8 ruscii s-jis s-jis-2004 "
    "s-jisx0213 shift-jis shift-jis-2004 shift-jisx0213 shiftjis shiftjis2004 shiftjisx0213 sjis "
    "sjis-2004 sjisx0213 strk1048-2002 thai tis-620 tis-620-0 tis-620-2529-0 tis-620-2529-1 tis620 "
    "u-jis u16 u32 u7 u8 uhc ujis unicode-1-1-utf-7 unicodebigunmarked unicodelittleunmarked us "
    "us- "
    "ascii utf utf-16 utf-16-be utf-16-le utf-16be utf-16le utf-32 utf-32-be utf-32-le utf-32be "
    "utf-32le utf-7 utf-8 utf-8-sig utf16 utf32 utf7 utf8 utf8-ucs2 utf8-ucs4 windows-1250 "
    "windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 "
    "windows-1258 windows-31j x-mac-japanese x-mac-korean x-mac-simp-chinese x-mac-trad-chinese ";

} // namespace

std::string plain_encoding_name(std::string name) {
    std::ranges::transform(name, name.begin(), [](unsigned char c) {
        return c == '_' ? '-' : static_cast<char>(std::tolower(c));
    });
    for (const char* known : {"utf-8", "latin-1", "iso-8859-1", "iso-latin-1"})
        if (name.starts_with(std::string(known) + "-")) return known;
    return name;
}

bool is_encoding_of_python(const std::string& plain) {
    return kNames.find(" " + plain + " ") != kNames.npos;
}

} // namespace calpkg::python
