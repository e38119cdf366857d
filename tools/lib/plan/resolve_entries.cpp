// What a Resolver has placed so far, by path, and where the layout asked for it.

#include "lib/plan/resolve.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

bool same_directory(const StagedEntry& a, const StagedEntry& b) {
    return a.kind == StagedEntry::Kind::directory && b.kind == StagedEntry::Kind::directory &&
           a.mode == b.mode && a.user == b.user && a.group == b.group;
}

} // namespace

bool Resolver::ByPath::operator()(std::size_t a, std::size_t b) const {
    return entries[a].path < entries[b].path;
}

bool Resolver::ByPath::operator()(std::size_t a, std::string_view b) const {
    return entries[a].path < b;
}

bool Resolver::ByPath::operator()(std::string_view a, std::size_t b) const {
    return a < entries[b].path;
}

/// The entry at `path`; null where none is.
const StagedEntry* Resolver::at_path(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : &entries_[*found];
}

void Resolver::put(StagedEntry entry, const layout::Position& at) {
    const auto found = by_path_.find(std::string_view(entry.path));
    if (found == by_path_.end()) {
        entries_.push_back(std::move(entry));
        by_path_.insert(entries_.size() - 1);
        if (begins_.empty() || begins_.back().second != at)
            begins_.emplace_back(entries_.size() - 1, at);
        return;
    }
    if (same_directory(entries_[*found], entry)) return;
    throw report::Error(
        at.text(),
        fmt::format("{} is installed twice, first at {}", entry.path, position_of(*found).text()),
        "remove one of the two");
}

/// Forgets the entry that was put last.
void Resolver::take_back() {
    by_path_.erase(by_path_.find(entries_.size() - 1));
    entries_.pop_back();
    if (begins_.back().first == entries_.size()) begins_.pop_back();
}

const layout::Position& Resolver::position_of(std::size_t number) const {
    const auto behind = std::ranges::upper_bound(begins_, number, {},
                                                 [](const auto& begin) { return begin.first; });
    return std::prev(behind)->second;
}

} // namespace calpkg::plan
