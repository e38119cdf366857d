#include "lib/venv/lock.hpp"

#include "lib/layout/mapping.hpp"
#include "lib/venv/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace calpkg::venv {

namespace {

using layout::Keys;
using layout::Mapping;
using layout::required;
using layout::Value;
namespace takes = layout::takes;

const layout::TextForm digest{"64 hexadecimal digits of a SHA-256",
                              [](std::string_view text) {
                                  return text.size() == 64 &&
                                         text.find_first_not_of("0123456789abcdef") ==
                                             std::string_view::npos;
                              },
                              "^[0-9a-f]{64}$"};
const layout::TextForm version{"a version",
                               [](std::string_view text) {
                                   return !text.empty() && text.find_first_of(" \t\n\"'\\;#") ==
                                                               std::string_view::npos;
                               },
                               R"(^[^ \t\n"'\\;#]+$)"};
const layout::TextForm file_name{
    "the file name of an archive",
    [](std::string_view text) {
        return text.find('/') == std::string_view::npos &&
               parse_archive_name(std::string(text)).has_value();
    },
    R"(^[^/-]+-[^/-]*-[^/]*\.whl$|^[^/]+-[^/-]+\.(tar\.gz|tar\.bz2|tar\.xz|tgz|zip)$)"};

const Keys& locked_keys() {
    static const Keys keys{{{"name", takes::text(layout::forms::package_name), required},
                            {"version", takes::text(version), required},
                            {"file", takes::text(file_name), required},
                            {"sha256", takes::text(digest), required}}};
    return keys;
}

const Keys& installed_keys() {
    static const Keys keys{{{"name", takes::text(layout::forms::package_name), required},
                            {"version", takes::text(version), required},
                            {"content", takes::text(digest)}}};
    return keys;
}

constexpr const char* kTakeWritten = "take the lock file that a build without --lock writes";

/// Where each name has been, by its canonical form.
using Places = std::map<std::string, std::string>;

template <typename T, typename Read>
std::vector<T> read_list(const Mapping& top, const char* key, const Keys& keys, Places& places,
                         Read read) {
    std::vector<T> list;
    const Value::Member* member = top.find(key);
    if (member == nullptr) return list;
    if (member->value.kind != Value::Kind::list)
        throw layout::error_at(member->value.at, fmt::format("'{}' must be a list, not {}", key,
                                                             described(member->value)));
    for (const Value& item : member->value.items) {
        const T one = read(Mapping(item, fmt::format("an item of '{}'", key), keys));
        const auto [place, is_new] = places.emplace(canonical_name(one.name), key);
        if (!is_new)
            throw layout::error_at(item.at,
                                   place->second == key
                                       ? fmt::format("'{}' is there twice", one.name)
                                       : fmt::format("'{}' is among '{}', too: it can only come "
                                                     "from one place",
                                                     one.name, place->second),
                                   "remove one of them");
        list.push_back(one);
    }
    return list;
}

Locked read_locked(const Mapping& item, const std::string& python) {
    Locked locked{item.text("name"), item.text("version"), item.text("file"), item.text("sha256")};
    const ArchiveName archive = parse_archive_name(locked.file).value();
    if (archive.name != canonical_name(locked.name))
        throw layout::error_at(
            item.at(), fmt::format("'{}' is not an archive of {}", locked.file, locked.name),
            kTakeWritten);
    if (versions_contradict(archive.version, locked.version))
        throw layout::error_at(item.at(),
                               fmt::format("'{}' is {} {}, not {}", locked.file, locked.name,
                                           archive.version, locked.version),
                               kTakeWritten);
    if (!is_for_python(locked.file, python))
        throw layout::error_at(
            item.at(),
            fmt::format("'{}' is not for Python {}, which the lock is for", locked.file, python),
            kTakeWritten);
    return locked;
}

Installed read_installed(const Mapping& item) {
    return {item.text("name"), item.text("version"), item.text_or("content", {})};
}

std::string to_text(const char* key, const std::vector<Installed>& list) {
    std::string text = list.empty() ? fmt::format("{}: []\n", key) : fmt::format("{}:\n", key);
    for (const Installed& one : list) {
        text += fmt::format("  - {{name: \"{}\", version: \"{}\"", one.name, one.version);
        if (!one.content.empty()) text += fmt::format(",\n     content: \"{}\"", one.content);
        text += "}\n";
    }
    return text;
}

template <typename T>
const T* find_in(const std::vector<T>& list, const std::string& name) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const T& one) {
        return canonical_name(one.name) == canonical_name(name);
    });
    return found == list.end() ? nullptr : &*found;
}

/// Differences that have nothing to do with how the two lists are made.
template <typename T, typename Compare>
void compare(const std::vector<T>& wanted, const std::vector<T>& actual, Compare same,
             std::vector<std::string>& sentences) {
    for (const T& one : wanted) {
        const T* other = find_in(actual, one.name);
        if (other == nullptr)
            sentences.push_back(fmt::format("{} {} is missing", one.name, one.version));
        else if (!same_version(one.version, other->version))
            sentences.push_back(
                fmt::format("{} is {}, not {}", one.name, other->version, one.version));
        else
            same(one, *other);
    }
    for (const T& one : actual)
        if (find_in(wanted, one.name) == nullptr)
            sentences.push_back(fmt::format("{} {} is not in the lock", one.name, one.version));
}

} // namespace

const Locked* Lock::find(const std::string& name) const { return find_in(distributions, name); }

const Keys& lock_keys() {
    static const Keys keys{{{"lock", takes::word({"1"}), required},
                            {"python", takes::text(layout::forms::dotted_number), required},
                            {"distributions", takes::list(takes::mapping(locked_keys()))},
                            {"tools", takes::list(takes::mapping(installed_keys()))},
                            {"packages", takes::list(takes::mapping(installed_keys()))}}};
    return keys;
}

Lock read_lock(const std::filesystem::path& file) {
    const Value document = layout::read_yaml(file);
    const Mapping top(document, "the lock", lock_keys());
    if (top.word("lock").empty()) return {};
    Lock lock;
    lock.subject = file.string();
    lock.python = top.text("python");
    lock.python_at = top.find("python")->value.at.text();
    Places places;
    lock.distributions =
        read_list<Locked>(top, "distributions", locked_keys(), places,
                          [&](const Mapping& item) { return read_locked(item, lock.python); });
    lock.tools = read_list<Installed>(top, "tools", installed_keys(), places, read_installed);
    lock.packages = read_list<Installed>(top, "packages", installed_keys(), places, read_installed);
    return lock;
}

std::string to_text(const Lock& lock) {
    std::string text = fmt::format(
        "# What a virtualenv was made of: cal-pkg venv build --lock FILE makes it again.\n"
        "lock: 1\npython: \"{}\"\n",
        lock.python);
    text += lock.distributions.empty() ? "distributions: []\n" : "distributions:\n";
    for (const Locked& one : lock.distributions)
        text += fmt::format(
            "  - {{name: \"{}\", version: \"{}\", file: \"{}\",\n     sha256: \"{}\"}}\n", one.name,
            one.version, one.file, one.sha256);
    text += "# What virtualenv brought; content is the digest of the installed RECORD.\n";
    text += to_text("tools", lock.tools);
    text += "# The checkout's own, for information.\n";
    text += to_text("packages", lock.packages);
    return text;
}

std::vector<std::string> differences(const Lock& wanted, const Lock& actual) {
    std::vector<std::string> sentences;
    if (wanted.python != actual.python)
        sentences.push_back(fmt::format("Python is {}, not {}", actual.python, wanted.python));
    compare(
        wanted.distributions, actual.distributions,
        [&](const Locked& one, const Locked& other) {
            if (one.file != other.file)
                sentences.push_back(fmt::format("{} {} is from {}, not {}", one.name, one.version,
                                                other.file, one.file));
            else if (one.sha256 != other.sha256)
                sentences.push_back(fmt::format("{} has the SHA-256 {}, not {}", one.file,
                                                other.sha256, one.sha256));
        },
        sentences);
    if (wanted.tools.empty()) return sentences;
    compare(
        wanted.tools, actual.tools,
        [&](const Installed& one, const Installed& other) {
            if (!one.content.empty() && one.content != other.content)
                sentences.push_back(
                    fmt::format("{} {} has different content", one.name, one.version));
        },
        sentences);
    return sentences;
}

} // namespace calpkg::venv
