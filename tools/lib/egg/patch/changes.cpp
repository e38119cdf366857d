#include "lib/egg/patch/changes.hpp"

#include "lib/egg/links.hpp"
#include "lib/egg/module_choice.hpp"
#include "lib/egg/patch/stale_proof.hpp"
#include "lib/report/utf8.hpp"
#include "lib/zip/rewrite.hpp"

#include <algorithm>
#include <set>

namespace calpkg::egg {

namespace {

constexpr std::size_t kLongestName = 4096;
constexpr unsigned kPlainMode = 0644;

report::Error refused(const Egg& egg, const std::string& member, const std::string& reason,
                      const std::string& remedy = {}) {
    return {egg.name() + ": " + member, reason, remedy};
}

bool has_safe_parts(const std::string& name) {
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        const std::string part = name.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..") return false;
        begin = end + 1;
    }
    return true;
}

void check_name(const Egg& egg, const std::string& name) {
    const bool safe = has_safe_parts(name) && name.size() <= kLongestName &&
                      name.find('\\') == std::string::npos && report::is_utf8(name) &&
                      !report::has_hidden(name);
    if (!safe)
        throw refused(egg, name, "is not a name for a member",
                      "name it as PACKAGE/FILE, without '..' and special characters");
    if (egg.is_plain() && !name.starts_with(egg.package() + "/"))
        throw refused(egg, name, "is not in the package",
                      "without an egg, its files are all in " + egg.package() + "/");
}

bool is_directory(const Egg& egg, const std::string& name) {
    const std::vector<Member>& members = egg.members();
    return std::any_of(members.begin(), members.end(),
                       [&](const Member& member) { return member.name.starts_with(name + "/"); });
}

/// A member is written as a file, below directories: nothing else may bear one of the names.
void check_place(const Egg& egg, const std::string& name) {
    if (is_directory(egg, name)) throw refused(egg, name, "is a directory", "name a file in it");
    for (std::size_t slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1)) {
        const std::string parent = name.substr(0, slash);
        const Member* directory = egg.find(parent + "/");
        if (egg.has(parent) || (directory != nullptr && !directory->link.empty()))
            throw refused(egg, name, "cannot be written: " + parent + " is not a directory",
                          "choose another name, or remove what is in the way");
    }
    const Member* old = egg.find(name);
    if (old != nullptr && !old->link.empty() && follow(egg, *old).kind == LinkEnd::Kind::inside)
        throw refused(egg, name, "is a link to " + old->link + ", which would be replaced",
                      "change what it leads to");
}

void check_removal(const Egg& egg, const std::string& name) {
    if (egg.has(name)) return;
    if (is_directory(egg, name)) throw refused(egg, name, "is a directory", "name its files");
    throw refused(egg, name, "is not in the egg", "'cal-pkg egg list' shows what is in it");
}

/// Content of a member that stays; a link that leads nowhere has none.
std::string content_of(const Egg& egg, std::size_t index) {
    const Member& member = egg.members()[index];
    if (member.directory) return {};
    try {
        return egg.read_at(index);
    } catch (const report::Error&) {
        if (member.link.empty()) throw;
        return {};
    }
}

/// What the changed directory egg has of a member that stays or is replaced.
Member rewritten(Member member, const Changes& changes, const std::vector<std::int64_t>& embedded) {
    const auto written = changes.write.find(member.name);
    if (written == changes.write.end()) return member;
    member.size = member.compressed_size = written->second.size();
    if (!member.link.empty()) member.mode = kPlainMode;
    member.link.clear();
    member.mtime = stale_proof(member.mtime, written->second, embedded);
    return member;
}

} // namespace

std::vector<std::string> bytecode_of(const Egg& egg, const std::string& source) {
    std::vector<std::string> found;
    for (const Member& member : egg.members())
        if (!member.directory && source_of(member.name) == source) found.push_back(member.name);
    return found;
}

Changes complete(const Egg& egg, Changes changes) {
    std::set<std::string> remove;
    const auto remove_bytecode_of = [&](const std::string& source) {
        for (const std::string& name : bytecode_of(egg, source))
            if (changes.write.count(name) == 0) remove.insert(name);
    };
    for (const auto& [name, content] : changes.write) {
        check_name(egg, name);
        check_place(egg, name);
        remove_bytecode_of(name);
    }
    for (const std::string& name : changes.remove) {
        if (changes.write.count(name) != 0)
            throw refused(egg, name, "is both written and removed", "ask for one of them");
        check_removal(egg, name);
        remove.insert(name);
        remove_bytecode_of(name);
    }
    changes.remove.assign(remove.begin(), remove.end());
    return changes;
}

std::string rewrite_zip(const std::string& original, const Changes& changes,
                        const std::string& name_for_messages) {
    const std::unique_ptr<Egg> egg = Egg::open_bytes(original, name_for_messages);
    const std::vector<std::int64_t> embedded = embedded_times(*egg);
    std::int64_t newest = zip::kFirstDosSecond;
    for (const Member& member : egg->members())
        newest = std::max(newest, zip::to_seconds(member.dos_time));
    zip::Edit edit;
    for (const auto& [name, content] : changes.write) {
        const Member* old = egg->find(name);
        const std::int64_t time = old == nullptr ? newest : zip::to_seconds(old->dos_time);
        edit.write[name] = {content, zip::to_dos_time(stale_proof(time, content, embedded))};
    }
    edit.remove.insert(changes.remove.begin(), changes.remove.end());
    return zip::rewrite(original, edit, name_for_messages);
}

std::unique_ptr<Egg> rewrite_directory(const Egg& egg, const Changes& changes) {
    const std::vector<std::int64_t> embedded = embedded_times(egg);
    std::vector<std::pair<Member, std::string>> files;
    std::int64_t newest = 0;
    for (std::size_t i = 0; i < egg.members().size(); ++i) {
        const Member& old = egg.members()[i];
        newest = std::max(newest, old.directory ? 0 : old.mtime);
        const auto& removed = changes.remove;
        if (std::binary_search(removed.begin(), removed.end(), old.name)) continue;
        const auto written = changes.write.find(old.name);
        std::string content = written != changes.write.end() ? written->second : content_of(egg, i);
        files.emplace_back(rewritten(old, changes, embedded), std::move(content));
    }
    for (const auto& [name, content] : changes.write) {
        if (egg.has(name)) continue;
        Member added;
        added.name = name;
        added.size = added.compressed_size = content.size();
        added.mtime = stale_proof(newest, content, embedded);
        added.mode = kPlainMode;
        files.emplace_back(std::move(added), content);
    }
    return egg.is_plain() ? Egg::open_plain(std::move(files), egg.package(), egg.python())
                          : Egg::open_files(std::move(files), egg.name());
}

std::unique_ptr<Egg> apply(const Egg& egg, const Changes& changes) {
    if (!egg.is_zip()) return rewrite_directory(egg, changes);
    return Egg::open_bytes(rewrite_zip(egg.bytes(), changes, egg.name()), egg.name());
}

} // namespace calpkg::egg
