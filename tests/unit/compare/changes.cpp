#include "unit/compare/changes.hpp"

#include "lib/rpm/format/tags.hpp"
#include "support/rewrite_fixture.hpp"
#include "support/zip_fixture.hpp"

#include <fmt/format.h>

namespace calpkg::test {

namespace {

namespace tag = rpm::tag;
using rpm::TagType;

constexpr const char* kConfig = "/etc/sample.conf";
constexpr const char* kNoise = "/opt/calamari/noise";

Alter text(std::uint32_t number, const std::string& value, TagType type = TagType::string) {
    return [=](Alteration& a) { a.header.put_strings(number, type, {value}); };
}

Alter number(std::uint32_t tag, std::uint64_t value) {
    return [=](Alteration& a) { a.header.put_numbers(tag, TagType::int32, {value}); };
}

/// One of a tag's texts replaced.
Alter nth(std::uint32_t number, const std::string& from, const std::string& to) {
    return [=](Alteration& a) {
        std::vector<std::string> all = a.header.strings(number);
        const rpm::TagType type = a.header.find(number)->type;
        for (std::string& value : all)
            if (value == from) value = to;
        a.header.put_strings(number, type, all);
    };
}

Alter file_number(const std::string& path, std::uint32_t tag, std::uint64_t value) {
    return [=](Alteration& a) { a.files.set_number(a.row(path), tag, value); };
}

Alter file_text(const std::string& path, std::uint32_t tag, const std::string& value) {
    return [=](Alteration& a) { a.files.set_text(a.row(path), tag, value); };
}

/// A capability of a file, whether this rpmbuild knows any or not.
Alter capability(const std::string& path, const std::string& value) {
    return [=](Alteration& a) {
        a.header.put_strings(tag::file_caps, TagType::string_array,
                             std::vector<std::string>(a.files.size()));
        a.files = rpm::FileTable(a.header, "altered");
        a.files.set_text(a.row(path), tag::file_caps, value);
    };
}

Alter content(const std::string& path, const std::string& value) {
    return [=](Alteration& a) { a.contents[path] = value; };
}

/// One dependency more.
Alter dependency(std::uint32_t name, std::uint32_t version, std::uint32_t flags) {
    return [=](Alteration& a) {
        std::vector<std::string> names = a.header.strings(name);
        std::vector<std::string> versions = a.header.strings(version);
        std::vector<std::uint64_t> senses = a.header.numbers(flags);
        names.emplace_back("another");
        versions.emplace_back("7");
        senses.push_back(12);
        a.header.put_strings(name, TagType::string_array, names);
        a.header.put_strings(version, TagType::string_array, versions);
        a.header.put_numbers(flags, TagType::int32, senses);
    };
}

/// The flags of the dependency called `name`.
Alter sense(std::uint32_t names, std::uint32_t flags, const std::string& name,
            std::uint64_t value) {
    return [=](Alteration& a) {
        const std::vector<std::string> all = a.header.strings(names);
        std::vector<std::uint64_t> senses = a.header.numbers(flags);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i] == name) senses[i] = value;
        a.header.put_numbers(flags, TagType::int32, senses);
    };
}

void new_release(Alteration& a) {
    const std::string old = "1.2-3_gabc.el6", now = "1.2-4.el6";
    a.header.put_strings(tag::release, TagType::string, {"4.el6"});
    for (const std::uint32_t versions : {tag::provide_version, std::uint32_t{1050}})
        nth(versions, old, now)(a);
    nth(tag::source_rpm, "calamari-server-" + old + ".src.rpm",
        "calamari-server-" + now + ".src.rpm")(a);
}

std::string egg(const std::string& settings, unsigned mode = 0644,
                zip::DosTime time = {0x44c1, 0x6000}) {
    return make_zip({{"calamari_web/__init__.py", ""},
                     {"calamari_web/settings.py", settings, time, 0, 0, mode}});
}

std::vector<Change> header_changes() {
    return {
        {"versions changed calamari-server version", new_release},
        {"versions changed calamari-server architecture", text(tag::arch, "i686")},
        {"dependencies changed supervisor Requires", nth(1050, "3.0", "3.1")},
        {"dependencies added another Requires", dependency(1049, 1050, 1048)},
        {"dependencies added another Provides", dependency(1047, 1113, 1112)},
        {"dependencies added another Conflicts", dependency(1054, 1055, 1053)},
        {"dependencies added another Obsoletes", dependency(1090, 1115, 1114)},
        {"dependencies added another Recommends", dependency(5046, 5047, 5048)},
        {"dependencies changed coreutils Requires", sense(1049, 1048, "coreutils", 1 << 9)},
        {"scripts changed %pre script", text(1023, "echo before")},
        {"scripts changed %postun script",
         [](Alteration& a) { a.header.put_strings(1088, TagType::string, {"/bin/bash"}); }},
        {"scripts removed %posttrans script",
         [](Alteration& a) {
             for (const std::uint32_t gone : {1152U, 1154U, 5025U}) a.header.erase(gone);
         }},
        {"scripts changed %triggerin -- httpd > 2, nginx script",
         nth(1065, "echo trigger", "echo other")},
        {"scripts changed %triggerun -- httpd script", nth(1065, "echo off", "echo no")},
        {"scripts changed %triggerpostun -- calamari < 1 script", nth(1067, "1", "2")},
        {"scripts changed %filetriggerin -- /opt/calamari script",
         nth(5069, "/opt/calamari", "/opt/other")},
        {"tags changed Summary tag", nth(1004, "Alles auf einmal", "Alles")},
        {"tags changed Url tag", text(1020, "https://b.example.org"),
         text(1020, "https://a.example.org")},
        {"tags added Vendor tag", text(1011, "Example")},
        {"tags changed License tag", text(1014, "GPLv2")},
        {"tags changed Changelog tag", nth(tag::changelog_text, "- First", "- The first")},
        {"tags added tag 999999 tag", text(999999, "of the future")},
        {"noise changed header other bytes for the same values",
         [](Alteration& a) {
             std::vector<std::string> words = a.header.strings(tag::class_dictionary);
             words.emplace_back("of no file");
             a.header.put_strings(tag::class_dictionary, TagType::string_array, words);
         }},
        {"noise changed Buildtime tag", number(tag::build_time, 1404216001)},
        {"noise changed Buildhost tag", text(1007, "other.example")},
        {"noise changed Rpmversion tag", text(tag::rpm_version, "4.99")},
        {"tags added Signature signature",
         [](Alteration& a) {
             a.signature.put({268, TagType::binary, 4, std::string(4, '\1')});
         }},
    };
}

std::vector<Change> file_changes() {
    return {
        {"files changed /etc/sample.conf mode", file_number(kConfig, tag::file_mode, 0100600)},
        {"files changed /etc/sample.conf owner", file_text(kConfig, 1039, "apache")},
        {"files changed /etc/sample.conf group", file_text(kConfig, 1040, "root")},
        {"files changed /etc/sample.conf flags", file_number(kConfig, tag::file_flags, 1)},
        {"files changed /opt/calamari/noise flags", file_number(kNoise, tag::file_flags, 2)},
        {"files changed /etc/missing.conf verify", file_number("/etc/missing.conf", 1045, 0xffff)},
        {"files changed /opt/calamari/messages.de language",
         file_text("/opt/calamari/messages.de", tag::file_lang, "fr")},
        {"files changed /opt/calamari/ping capability",
         capability("/opt/calamari/ping", "cap_net_admin=ep"),
         capability("/opt/calamari/ping", "cap_net_raw=ep")},
        {"files changed /opt/calamari/dangling link target",
         file_text("/opt/calamari/dangling", tag::file_link, "../../elsewhere")},
        {"files changed /opt/calamari/zzz hard link to",
         [](Alteration& a) {
             a.files.set_number(a.row("/opt/calamari/zzz"), tag::file_inode,
                                a.files.unused_inode());
             a.contents["/opt/calamari/two"] = "linked\n"; // which zzz has had for all three
         }},
        {"files changed /opt/calamari/null device", file_number("/opt/calamari/null", 1033, 0x105)},
        {"files removed /opt/calamari/empty file",
         [](Alteration& a) { a.files.remove(a.row("/opt/calamari/empty")); }},
        {"files added /opt/calamari/extra file",
         [](Alteration& a) { a.add_file("/opt/calamari/extra", kNoise, "new\n"); }},
        {"files changed /opt/calamari/shared mode",
         file_number("/opt/calamari/shared", tag::file_mode, 040750)},
        {"noise changed /opt/calamari/noise time", file_number(kNoise, tag::file_mtime, 7)},
        {"noise changed /opt/calamari/noise class by libmagic",
         file_number(kNoise, tag::file_class, 0)},
    };
}

std::vector<Change> content_changes() {
    const std::string script = "var a=1;" + std::string(500, ' ') + "function f(){return a}";
    return {
        {"contents changed /etc/sample.conf content", content(kConfig, "a=2\n")},
        {"contents changed /opt/calamari/noise content", content(kNoise, std::string(70000, '\0'))},
        {std::string("contents changed ") + kEgg + "!/calamari_web/settings.py content",
         content(kEgg, egg("DEBUG = False\n")), content(kEgg, egg("DEBUG = True\n"))},
        {std::string("contents added ") + kEgg + "!/b.py member",
         content(kEgg, make_zip({{"a.py", "1"}, {"b.py", "2"}})),
         content(kEgg, make_zip({{"a.py", "1"}}))},
        {std::string("contents changed ") + kEgg + "!/calamari_web/settings.py mode",
         content(kEgg, egg("1", 0755)), content(kEgg, egg("1"))},
        {std::string("noise changed ") + kEgg + " packing: times, order or compression",
         content(kEgg, egg("1", 0644, {0x44c2, 0x6000})), content(kEgg, egg("1"))},
        {"noise changed /opt/calamari/noise source's time in bytecode",
         content(kNoise, bytecode_header("2.7", 2) + "code"),
         content(kNoise, bytecode_header("2.7", 1) + "code")},
    };
}

} // namespace

std::vector<Change> single_changes() {
    std::vector<Change> all = header_changes();
    for (const std::vector<Change>& more : {file_changes(), content_changes()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::string row_key(const compare::Row& row) {
    return fmt::format("{} {} {} {}", to_string(row.section), to_string(row.kind), row.object,
                       row.what);
}

} // namespace calpkg::test
