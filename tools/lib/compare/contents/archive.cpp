#include "lib/compare/contents/archive.hpp"

#include "lib/compare/contents/members.hpp"
#include "lib/compare/contents/words.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace calpkg::compare {

namespace {

std::string member_words(const MemberFacts& facts) {
    std::string words = facts.kind;
    if (facts.mode != 0) words += " " + mode_words(facts.mode);
    return facts.link.empty() ? words : words + " to " + facts.link;
}

class ArchiveComparison {
public:
    ArchiveComparison(const std::string& object, Members& before, Members& after, Limits& limits,
                      Rows& rows)
        : object_(object),
          old_(before),
          new_(after),
          limits_(limits),
          rows_(rows) {}

    void run() {
        const std::size_t rows = rows_.size();
        for (const auto& [name, facts] : old_.all())
            if (!new_.all().contains(name))
                rows_.push_back({Section::contents, Kind::removed, within(name), "member",
                                 member_words(facts), ""});
        for (const auto& [name, facts] : new_.all()) {
            const auto old = old_.all().find(name);
            if (old == old_.all().end())
                rows_.push_back({Section::contents, Kind::added, within(name), "member", "",
                                 member_words(facts)});
            else
                both(name, old->second, facts);
        }
        contents();
        others(object_, "what is beside its members", old_.beside(), new_.beside());
        if (rows_.size() == rows || has_other_times())
            rows_.push_back({Section::noise, Kind::changed, object_,
                             "packing: times, order or compression", "", ""});
    }

private:
    /// What is compressed and has no name keeps the file's.
    std::string within(const std::string& name) const {
        return name.empty() ? object_ : object_ + "!/" + name;
    }

    void both(const std::string& name, const MemberFacts& before, const MemberFacts& after) {
        const auto row = [&](const std::string& what, const std::string& a, const std::string& b) {
            if (a != b)
                rows_.push_back({Section::contents, Kind::changed, within(name), what, a, b});
        };
        row("kind", before.kind, after.kind);
        if (before.kind != after.kind) return;
        row("mode", mode_words(before.mode), mode_words(after.mode));
        row("owner", before.owner, after.owner);
        row("link target", before.link, after.link);
        // Another owner has another number, which is among them.
        if (before.owner == after.owner)
            others(within(name), "other fields", before.others, after.others);
        if (before.kind == "file" && before.digest != after.digest) changed_.insert(name);
    }

    /// What is not looked into, by size and digest.
    void others(const std::string& object, const char* what, const std::string& before,
                const std::string& after) {
        const auto words = [](const std::string& bytes) {
            return bytes.empty() ? "none" : digest_words(bytes.size(), hash::sha256(bytes));
        };
        if (before != after)
            rows_.push_back(
                {Section::contents, Kind::changed, object, what, words(before), words(after)});
    }

    /// Of members with the same content: the time of another one follows it.
    bool has_other_times() const {
        return std::ranges::any_of(new_.all(), [&](const auto& member) {
            const auto old = old_.all().find(member.first);
            return old != old_.all().end() && old->second.digest == member.second.digest &&
                   old->second.time != member.second.time;
        });
    }

    /// The old contents wait in scratch files until the new ones come, so that two are in memory at a time.
    void contents() {
        if (changed_.empty()) return;
        std::map<std::string, std::filesystem::path> waiting;
        old_.read(changed_, [&](const std::string& name, const std::string& content) {
            waiting[name] = to_scratch(content, limits_);
        });
        new_.read(changed_, [&](const std::string& name, const std::string& content) {
            const std::string before = fs::read_file(waiting.at(name), limits_.member);
            std::filesystem::remove(waiting.at(name));
            --limits_.depth;
            compare_content(within(name), before, content, limits_, rows_);
            ++limits_.depth;
        });
    }

    const std::string& object_;
    Members &old_, &new_;
    Limits& limits_;
    Rows& rows_;
    std::set<std::string> changed_;
};

} // namespace

bool compare_archives(const std::string& object, const std::string& before,
                      const std::string& after, Limits& limits, Rows& rows, std::string& reason) {
    std::unique_ptr<Members> a, b;
    try {
        a = open_members(object, before, limits);
        if (a != nullptr) b = open_members(object, after, limits);
    } catch (const report::Error& error) {
        reason = error.reason();
        return false;
    }
    if (a == nullptr || b == nullptr) return false;
    ArchiveComparison(object, *a, *b, limits, rows).run();
    return true;
}

} // namespace calpkg::compare
