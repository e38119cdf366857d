#include "lib/layout/line.hpp"

#include "lib/layout/mapping.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calpkg::layout {

namespace {

bool is_hex(std::string_view text, std::size_t size) {
    return text.size() == size && text.find_first_not_of("0123456789abcdef") == text.npos;
}

const TextForm commit_id{"the 40 hexadecimal digits of a commit",
                         [](std::string_view text) { return is_hex(text, 40); }, "^[0-9a-f]{40}$"};
const TextForm digest{"64 hexadecimal digits of a SHA-256",
                      [](std::string_view text) { return is_hex(text, 64); }, "^[0-9a-f]{64}$"};

/// An https address that ends in two plain names, which mirrors have as folders.
bool is_repository(std::string_view text) {
    if (!forms::url.accepts(text)) return false;
    for (int i = 0; i < 2; ++i) {
        const std::size_t slash = text.rfind('/');
        if (!forms::package_name.accepts(text.substr(slash + 1))) return false;
        text = text.substr(0, slash);
    }
    return text.size() > std::string_view("https://").size();
}

const TextForm repository_url{
    "an https address that ends in OWNER/NAME", is_repository,
    "^https://[A-Za-z0-9._+:/@=?&%~-]+(/[A-Za-z0-9][A-Za-z0-9._+-]*){2}$"};

/// What git allows of a ref's name, as far as lines need it.
bool is_ref_name(std::string_view text) {
    const auto plain = [](char c) {
        return std::string_view("._+/-").find(c) != std::string_view::npos ||
               forms::token.accepts(std::string_view(&c, 1));
    };
    return !text.empty() && text.front() != '-' && std::ranges::all_of(text, plain) &&
           text.find("..") == text.npos && text.find("//") == text.npos && text.front() != '/' &&
           text.back() != '/' && !text.ends_with(".lock");
}

const TextForm ref_name{"the name of a branch or tag", is_ref_name,
                        R"(^(?![-/])(?!.*(\.\.|//))(?!.*(\.lock|/)$)[A-Za-z0-9._+/-]+$)"};

/// Keys of something at a commit, with `more` of its own.
Keys source_keys(std::initializer_list<Key> more) {
    Keys keys{{{"url", takes::text(repository_url), required},
               {"branch", takes::text(ref_name)},
               {"tag", takes::text(ref_name)},
               {"commit", takes::text(commit_id), required}},
              {{{"branch"}, {"tag"}}, {{"tag"}, {"branch"}}}};
    keys.keys.insert(keys.keys.end(), more);
    return keys;
}

const Keys& repository_keys() {
    static const Keys keys = source_keys({{"describe", takes::text(forms::token), required}});
    return keys;
}

const Keys& archive_keys() {
    static const Keys keys = source_keys({{"sha256", takes::text(digest), required}});
    return keys;
}

void read_source(const Mapping& item, LineSource& source) {
    source.url = item.text("url");
    source.commit = item.text("commit");
    if (!item.follows_an_alternative())
        throw error_at(item.at(), "a 'branch' or a 'tag' holds the commit", "give one of the two");
    source.ref = item.find("branch") != nullptr ? "refs/heads/" + item.text("branch")
                                                : "refs/tags/" + item.text("tag");
}

std::vector<LineRepository> read_repositories(const Mapping& top) {
    std::vector<LineRepository> repositories;
    for (const Value::Member& member :
         Mapping(top.require("repositories"), "'repositories'").members()) {
        const Mapping item(member.value, fmt::format("the repository '{}'", member.key),
                           repository_keys());
        LineRepository repository;
        repository.component = member.key;
        if (!forms::identifier.accepts(member.key))
            throw error_at(member.at, fmt::format("'{}' is not a component", member.key),
                           fmt::format("it takes {}", forms::identifier.form));
        read_source(item, repository);
        repository.describe = item.text("describe");
        repositories.push_back(std::move(repository));
    }
    return repositories;
}

std::vector<LineArchive> read_archives(const Mapping& top) {
    std::vector<LineArchive> archives;
    const Value::Member* member = top.find("archives");
    if (member == nullptr) return archives;
    for (const Value::Member& one : Mapping(member->value, "'archives'").members()) {
        const Mapping item(one.value, fmt::format("the archive '{}'", one.key), archive_keys());
        if (!forms::archive_name.accepts(one.key))
            throw error_at(one.at, fmt::format("'{}' is not an archive", one.key),
                           fmt::format("it takes {}", forms::archive_name.form));
        LineArchive archive;
        archive.file = one.key;
        read_source(item, archive);
        archive.sha256 = item.text("sha256");
        archives.push_back(std::move(archive));
    }
    return archives;
}

} // namespace

std::string LineSource::name() const { return url.substr(url.rfind('/', url.rfind('/') - 1) + 1); }

const LineRepository* Line::repository(const std::string& component) const {
    const auto found = std::ranges::find(repositories, component, &LineRepository::component);
    return found == repositories.end() ? nullptr : &*found;
}

void Line::require_target(const std::string& target) const {
    if (std::ranges::find(targets, target) != targets.end()) return;
    throw report::Error(fmt::format("line {}", name), fmt::format("is not for {}", target),
                        fmt::format("it is for {}; 'cal-pkg fetch --list' shows all lines",
                                    fmt::join(targets, ", ")));
}

const Keys& line_keys() {
    static const Keys keys{
        {{"line", takes::text(forms::package_name), required},
         {"summary", takes::text(forms::line), required},
         {"targets", takes::texts(forms::package_name), required},
         {"locks", takes::map(forms::package_name, takes::text(forms::package_name))},
         {"set", takes::map(forms::setting, takes::text(forms::line))},
         {"versions", takes::map(forms::identifier, takes::text(forms::version))},
         {"repositories", takes::map(forms::identifier, takes::mapping(repository_keys())),
          required},
         {"archives", takes::map(forms::archive_name, takes::mapping(archive_keys()))},
         {"notes", takes::texts(forms::line)}}};
    return keys;
}

Line read_line(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the line", line_keys());
    Line line;
    line.file = file;
    line.name = top.own_name("line", file);
    line.summary = top.text("summary");
    line.targets = top.texts("targets");
    line.locks = top.pairs("locks");
    line.settings = top.pairs("set");
    line.versions = top.pairs("versions");
    line.repositories = read_repositories(top);
    line.archives = read_archives(top);
    line.notes = top.texts_or_none("notes");
    return line;
}

} // namespace calpkg::layout
