#include "lib/egg/module_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>
#include <optional>

namespace calpkg::egg {

namespace {

constexpr int kZoneStep = 15 * 60;
constexpr int kWestmost = -12 * 3600;
constexpr int kEastmost = 15 * 3600;

/// What zipimport makes of an entry's time with mktime in a zone at UTC: fields out of range count
/// on into the next month or day.
std::int64_t utc_seconds(zip::DosTime at) {
    std::tm fields{};
    fields.tm_year = (at.date >> 9) + 80;
    fields.tm_mon = ((at.date >> 5) & 15) - 1;
    fields.tm_mday = at.date & 31;
    fields.tm_hour = at.time >> 11;
    fields.tm_min = (at.time >> 5) & 63;
    fields.tm_sec = (at.time & 31) * 2;
    return timegm(&fields);
}

/// The zone where a zip entry's time is within a second of `mtime`.
std::optional<int> matching_zone(zip::DosTime entry, std::uint32_t mtime) {
    const std::int64_t distance = utc_seconds(entry) - mtime;
    const std::int64_t steps = (distance + (distance < 0 ? -1 : 1) * kZoneStep / 2) / kZoneStep;
    const std::int64_t zone = steps * kZoneStep;
    if (std::abs(distance - zone) > 1 || zone < kWestmost || zone > kEastmost) return {};
    return static_cast<int>(zone);
}

/// Whether Python takes a bytecode file.
struct Verdict {
    enum { no, yes, in_zone, fails } kind = no;
    int zone = 0;
};

/// An egg's members as the importers need them.
class Members {
public:
    explicit Members(const Egg& egg) : egg_(egg) {}

    const Egg& egg() const { return egg_; }
    bool has(const std::string& name) { return egg_.has(name); }

    /// Header of a bytecode member; of nothing when it is not there or cannot be read.
    const python::BytecodeHeader& header(const std::string& name) {
        const auto known = headers_.find(name);
        if (known != headers_.end()) return known->second;
        python::BytecodeHeader header;
        try {
            if (has(name)) header = python::read_bytecode_header(egg_.read(name));
        } catch (const report::Error&) {
            header.length = SIZE_MAX; // the check has its own finding for what cannot be read
        }
        return headers_.emplace(name, header).first->second;
    }

    bool hash_matches(const std::string& source, const python::BytecodeRules& python,
                      std::uint64_t hash) {
        try {
            return python::source_hash(python, egg_.read(source)) == hash;
        } catch (const report::Error&) {
            return false;
        }
    }

private:
    const Egg& egg_;
    std::map<std::string, python::BytecodeHeader> headers_;
};

Verdict judge_in_zip(Members& members, const python::BytecodeRules& python, const std::string& name,
                     const std::string& source) {
    const python::BytecodeHeader& header = members.header(name);
    if (header.length < python.shortest) return {Verdict::fails};
    if (header.python == nullptr || header.python->magic != python.magic) return {};
    if (!header.complete) return {Verdict::fails};
    const Member* entry = members.egg().find(source);
    if (header.hash_based) {
        if (!header.check_source || (entry == nullptr && python.zip_checks_hash))
            return {Verdict::yes};
        if (!python.zip_checks_hash) return {};
        return {members.hash_matches(source, python, header.hash) ? Verdict::yes : Verdict::no};
    }
    if (entry == nullptr) return {Verdict::yes};
    if (python.zip_compares_size && header.size != static_cast<std::uint32_t>(entry->size))
        return {};
    const auto zone = matching_zone(entry->dos_time, header.mtime);
    return zone ? Verdict{Verdict::in_zone, *zone} : Verdict{};
}

Choice choose_in_zip(Members& members, const python::BytecodeRules& python, bool optimise,
                     const std::string& source) {
    std::vector<std::string> order{source + "c"};
    if (python.pyo) order.insert(optimise ? order.begin() : order.end(), source + "o");
    Choice choice;
    for (const std::string& name : order) {
        if (!members.has(name)) continue;
        const Verdict verdict = judge_in_zip(members, python, name, source);
        if (verdict.kind == Verdict::fails) return choice;
        if (verdict.kind == Verdict::yes) {
            choice.file = name;
            return choice;
        }
        const bool taken =
            std::any_of(choice.zones.begin(), choice.zones.end(),
                        [&](const auto& zone) { return zone.first == verdict.zone; });
        if (verdict.kind == Verdict::in_zone && !taken)
            choice.zones.emplace_back(verdict.zone, name);
    }
    if (members.has(source)) choice.file = source;
    return choice;
}

/// "a/__pycache__/b.cpython-36.pyc" for "a/b.py".
std::string cached(const python::BytecodeRules& python, bool optimise, const std::string& source) {
    const std::size_t base = source.rfind('/') + 1; // 0 without a slash
    std::string tag = python.version;
    tag.erase(tag.find('.'), 1);
    const bool own_name = optimise && !python.pyo; // PEP 488
    return fmt::format("{}__pycache__/{}cpython-{}{}.py{}", source.substr(0, base),
                       source.substr(base, source.size() - base - 2), tag, own_name ? ".opt-1" : "",
                       optimise && python.pyo ? 'o' : 'c');
}

Choice choose_in_directory(Members& members, const python::BytecodeRules& python, bool optimise,
                           const std::string& source) {
    const std::string beside = source + (optimise && python.pyo ? "o" : "c");
    Choice choice;
    const Member* file = members.egg().find(source);
    const std::string name =
        python.cache && file != nullptr ? cached(python, optimise, source) : beside;
    const python::BytecodeHeader& header = members.header(name);
    const bool usable =
        header.python != nullptr && header.python->magic == python.magic && header.complete;
    if (file == nullptr) {
        choice.file = usable ? name : "";
        return choice;
    }
    bool fresh = usable;
    if (usable && header.hash_based)
        fresh = !header.check_source || members.hash_matches(source, python, header.hash);
    else if (usable)
        fresh = header.mtime == static_cast<std::uint32_t>(file->mtime) &&
                (!python.three() || header.size == static_cast<std::uint32_t>(file->size));
    choice.file = fresh ? name : source;
    return choice;
}

Choice choose(Members& members, const python::BytecodeRules& python, bool optimise,
              const std::string& source) {
    Choice choice = members.egg().is_zip() ? choose_in_zip(members, python, optimise, source)
                                           : choose_in_directory(members, python, optimise, source);
    choice.python = python.version + std::string(optimise ? " -O" : "");
    return choice;
}

bool same_files(const Choice& a, const Choice& b) { return a.file == b.file && a.zones == b.zones; }

/// Which file a 3.x runs that finds no bytecode of its own.
Choice without_bytecode(const Egg& egg, const std::string& source) {
    return {"3.x", egg.has(source) ? source : "", {}};
}

std::vector<Choice> choices(Members& members, const std::string& source) {
    std::vector<Choice> all;
    const Choice other = without_bytecode(members.egg(), source);
    for (const python::BytecodeRules& python : python::bytecode_rules()) {
        const Choice plain = choose(members, python, false, source);
        const Choice optimised = choose(members, python, true, source);
        if (!python.three() || !same_files(plain, other)) all.push_back(plain);
        if (!same_files(plain, optimised)) all.push_back(optimised);
    }
    all.push_back(other);
    return all;
}

} // namespace

bool Choice::runs(const std::string& member) const {
    return file == member || std::any_of(zones.begin(), zones.end(),
                                         [&](const auto& zone) { return zone.second == member; });
}

std::string zone_name(int seconds_east) {
    const int minutes = std::abs(seconds_east) / 60;
    return fmt::format("UTC{}{:02}:{:02}", seconds_east < 0 ? '-' : '+', minutes / 60,
                       minutes % 60);
}

std::vector<Module> module_choices(const Egg& egg) {
    std::map<std::string, Module> modules;
    for (const Member& member : egg.members()) {
        const std::string source = member.directory ? "" : source_of(member.name);
        if (source.empty()) continue;
        Module& module = modules[source];
        module.source = source;
        module.bytecode.push_back(member.name);
    }
    std::vector<Module> sorted;
    Members members(egg);
    for (auto& [source, module] : modules) {
        module.choices = choices(members, source);
        sorted.push_back(std::move(module));
    }
    return sorted;
}

} // namespace calpkg::egg
