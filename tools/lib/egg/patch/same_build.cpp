#include "lib/egg/patch/same_build.hpp"

#include "lib/egg/module_choice.hpp"
#include "lib/egg/patch/stale_proof.hpp"

namespace calpkg::egg {

namespace {

constexpr const char* kEggInfo = "EGG-INFO/";

std::int64_t seconds_of(const Egg& egg, const Member& member) {
    return egg.is_zip() ? zip::to_seconds(member.dos_time) : member.mtime;
}

/// Whether the file `name`, which both have, has one content.
bool has_same_content(const Egg& a, const Egg& b, const std::string& name) {
    const Member* in_a = a.find(name);
    const Member* in_b = b.find(name);
    if (in_a->directory || in_a->size != in_b->size) return false;
    return a.is_zip() ? in_a->crc == in_b->crc : a.read(name) == b.read(name);
}

/// Whether a patch changes that member only with a time that tells so.
bool counts(const Egg& egg, const std::string& name) {
    return egg.is_plain() ? source_of(name).empty() : name.starts_with(kEggInfo);
}

} // namespace

bool is_same_build(const Egg& before, const Egg& now) {
    if (before.is_zip() != now.is_zip()) return false;
    bool unchanged = before.members().empty(), put_back = false;
    for (const Member& member : before.members()) {
        const Member* other = now.find(member.name);
        if (member.directory || other == nullptr) continue;
        const bool counted = counts(before, member.name);
        const std::int64_t old_time = seconds_of(before, member), time = seconds_of(now, *other);
        const bool same = has_same_content(before, now, member.name);
        if (same && time == old_time)
            unchanged = unchanged || counted || !before.is_plain();
        else if (counted && !is_stale_proof_of(time, old_time))
            return false;
        else if (counted && same)
            put_back = true;
    }
    return before.is_plain() ? unchanged || !put_back : unchanged && !put_back;
}

} // namespace calpkg::egg
