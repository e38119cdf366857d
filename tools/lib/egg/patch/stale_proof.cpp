#include "lib/egg/patch/stale_proof.hpp"

#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/zip/dos_time.hpp"

#include <algorithm>

namespace calpkg::egg {

namespace {

constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr std::int64_t kStep = 3 * kDay;
constexpr std::int64_t kDistance = 2 * kDay;
constexpr std::int64_t kSpan =
    2 * (hash::kContentTimes + 1); ///< of times that follow content, in seconds

std::int64_t word(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

bool is_bytecode(const std::string& name) {
    return name.ends_with(".pyc") || name.ends_with(".pyo");
}

bool is_far_from_all(std::int64_t time, const std::vector<std::int64_t>& embedded) {
    return std::none_of(embedded.begin(), embedded.end(), [time](std::int64_t other) {
        return std::max(time, other) - std::min(time, other) < kDistance;
    });
}

} // namespace

std::vector<std::int64_t> embedded_times(const Egg& egg) {
    std::vector<std::int64_t> times;
    for (std::size_t i = 0; i < egg.members().size(); ++i) {
        const Member& member = egg.members()[i];
        if (member.directory || !is_bytecode(member.name)) continue;
        try {
            const std::string bytes = egg.read_at(i);
            if (bytes.size() < 12) continue;
            times.push_back(word(bytes, 4));
            times.push_back(word(bytes, 8));
        } catch (const report::Error&) {
            if (!egg.is_zip()) throw; // not damaged: the system cannot read it
        }
    }
    return times;
}

std::int64_t stale_proof(std::int64_t old, std::string_view content,
                         const std::vector<std::int64_t>& embedded) {
    const std::string digest = hash::sha256(content);
    std::int64_t time = hash::content_time(old - kStep, digest);
    while (!is_far_from_all(time, embedded)) time -= kStep;
    if (time >= zip::kFirstDosSecond) return time;
    time = hash::content_time(std::max(old, zip::kFirstDosSecond) + kStep + kSpan, digest);
    while (!is_far_from_all(time, embedded)) time += kStep;
    return time;
}

bool is_stale_proof_of(std::int64_t time, std::int64_t old) {
    const bool is_early = old - kStep - kSpan < zip::kFirstDosSecond;
    return time <= old - kStep || (is_early && time >= old + kStep);
}

} // namespace calpkg::egg
