#include "lib/plan/spec.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

/// A path as a `%files` line carries it between quotes.
std::string files_path(const std::string& path) {
    std::string out;
    for (const char c : path) {
        if (c == '%') out += '%';
        out += c;
    }
    return out;
}

/// Whether httpd or Django serves it from one of the web apps.
bool is_served(const StagedEntry& entry, const Plan& plan) {
    return entry.kind == StagedEntry::Kind::file &&
           std::ranges::any_of(plan.web_apps, [&](const WebApp& app) {
               return entry.path.starts_with(app.installed + "/");
           });
}

std::string files_line(const StagedEntry& entry, const Plan& plan) {
    std::string line;
    if (entry.kind == StagedEntry::Kind::directory) line += "%dir ";
    if (entry.config) line += "%config(noreplace) ";
    if (entry.doc) line += "%doc ";
    // Mode and owner are those of the program that writes it.
    if (entry.ghost) line += "%verify(not mode user group) %ghost ";
    // %post gives it the time of its installation.
    if (is_served(entry, plan)) line += "%verify(not mtime) ";
    if (entry.kind == StagedEntry::Kind::symlink)
        line += fmt::format("%attr(-, {}, {}) ", entry.user, entry.group);
    else
        line += fmt::format("%attr({:04o}, {}, {}) ", entry.mode, entry.user, entry.group);
    return line + "\"" + files_path(entry.path) + "\"\n";
}

/// What cal-pkg gives rpmbuild in its environment, for an SRPM that is rebuilt without cal-pkg. Old
/// rpm's Lua has no posix library: there the rebuilt package only has other times.
std::string environment_lines(const Plan& plan) {
    return fmt::format(
        "%{{lua: if posix and posix.setenv and not os.getenv(\"SOURCE_DATE_EPOCH\") then "
        "posix.setenv(\"SOURCE_DATE_EPOCH\", \"{}\") end}}\n"
        "%{{lua: if posix and posix.setenv then "
        "posix.setenv(\"MAGIC\", rpm.expand(\"%{{_sourcedir}}/magic\")) end}}\n",
        plan.epoch);
}

std::vector<std::string> lines_with_ends(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
        end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        lines.push_back(text.substr(begin, end - begin));
    }
    return lines;
}

/// "NAME.inc" of "%include NAME.inc", however the line ends; empty for any other line.
std::string part_included_by(const std::string& line) {
    constexpr std::string_view include = "%include ";
    const std::string text = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
    return text.starts_with(include) && text.ends_with(".inc") ? text.substr(include.size()) : "";
}

std::string text_of_part(const std::filesystem::path& file) {
    std::string text = fs::read_file(file);
    int number = 0;
    for (const std::string& line : lines_with_ends(text))
        if (++number; !part_included_by(line).empty())
            throw report::Error(layout::Position{file.string(), number}.text(),
                                "a part of specs cannot include another one",
                                "include that one in the specs, too");
    if (!text.ends_with('\n')) text += '\n';
    return text;
}

} // namespace

std::string spec_template(const layout::Catalog& catalog, const std::string& file_name) {
    const std::filesystem::path file = catalog.spec(file_name);
    std::string out;
    int number = 0;
    for (const std::string& line : lines_with_ends(fs::read_file(file))) {
        const layout::Position at{file.string(), ++number};
        const std::string part = part_included_by(line);
        out += part.empty() ? line : text_of_part(catalog.spec_part(part, at));
    }
    return out;
}

std::string spec_text(const Plan& plan) {
    std::string text = fmt::format("# {} for {}, {} {}\n", plan.nevra(), plan.target.name,
                                   plan.from_checkout ? "commit" : "content", plan.commit);
    for (const Define& define : plan.globals) {
        // These two are upstream's contract: a --define on the command line wins.
        const bool overridable = define.name == "version" || define.name == "revision";
        if (overridable)
            text += fmt::format("%{{!?{0}: %global {0} {1}}}\n", define.name, define.value);
        else
            text += fmt::format("%global {} {}\n", define.name, define.value);
    }
    return text + environment_lines(plan) + "\n" + plan.spec_template + "\n%changelog\n" +
           plan.changelog;
}

std::string file_list(const Plan& plan) {
    std::string text;
    for (const StagedEntry& entry : plan.entries) text += files_line(entry, plan);
    return text;
}

} // namespace calpkg::plan
