// The zip egg's reader, its checks and its writer on arbitrary bytes. What they refuse is fine;
// anything else than report::Error, and a patched egg that does not hold what was put into it, is a
// finding.

#include "refusable.hpp"

#include "lib/egg/check/check.hpp"
#include "lib/egg/check/settings_check.hpp"
#include "lib/egg/diff.hpp"
#include "lib/egg/egg.hpp"
#include "lib/egg/module_choice.hpp"
#include "lib/egg/patch/changes.hpp"
#include "lib/egg/patch/fixes.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;
using fuzz::refusable;

namespace {

constexpr std::uint64_t kLimit = 1U << 20;
constexpr const char* kName = "fuzz-0.1-py2.7.egg";

void read_members(const egg::Egg& egg) {
    for (std::size_t i = 0; i < egg.members().size(); ++i)
        refusable([&] {
            const std::string text = egg.read_at(i, kLimit);
            if (!egg.members()[i].name.ends_with(".py")) return;
            egg::check_settings(text, "fuzz", egg.python());
            for (const egg::Fix& fix : egg::fixes()) fix.apply(text, "fuzz");
        });
}

void check_parts(const egg::Egg& egg) {
    refusable([&] { egg::check_members(egg); });
    refusable([&] { egg::check_egg_info(egg); });
    refusable([&] { egg::check_bytecode(egg, egg::module_choices(egg), egg.python()); });
}

void patch(const egg::Egg& egg, const std::string& bytes) {
    egg::Changes changes;
    changes.write["fuzz/new.py"] = "new = 1\n";
    for (const egg::Member& member : egg.members())
        if (member.name.ends_with(".py") && !member.directory) {
            changes.write[member.name] = "changed = 1\n";
            break;
        }
    changes = egg::complete(egg, changes);
    const std::string patched = egg::rewrite_zip(bytes, changes, kName);
    const auto after = egg::Egg::open_bytes(patched, kName);
    for (const auto& [member, content] : changes.write)
        if (after->read(member) != content) std::abort();
    egg::diff(egg, *after);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    refusable([&] {
        const auto egg = egg::Egg::open_bytes(bytes, kName);
        read_members(*egg);
        check_parts(*egg);
        refusable([&] { patch(*egg, bytes); });
    });
    return 0;
}
