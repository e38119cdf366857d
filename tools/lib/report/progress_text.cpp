#include "lib/report/progress_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace calpkg::report {

namespace {

constexpr unsigned kBar = 20;
constexpr double kSoon = 0.5; ///< seconds: what is told of the first moments is noise

std::uint64_t share_of(std::uint64_t done, std::uint64_t total, std::uint64_t whole) {
    if (total == 0) return whole;
    return static_cast<std::uint64_t>(static_cast<double>(std::min(done, total)) /
                                      static_cast<double>(total) * static_cast<double>(whole));
}

std::string left_text(double seconds) {
    const auto whole = static_cast<std::uint64_t>(std::ceil(seconds));
    return whole < 60 ? fmt::format("{} s left", whole)
                      : fmt::format("{}:{:02} min left", whole / 60, whole % 60);
}

} // namespace

std::string progress_bar(std::uint64_t done, std::uint64_t total, unsigned columns) {
    const std::uint64_t inner = std::max(columns, 3U) - 2;
    const std::uint64_t filled = share_of(done, total, inner);
    std::string bar = "[" + std::string(filled, '=');
    if (filled < inner) bar += ">" + std::string(inner - filled - 1, ' ');
    return bar + "]";
}

std::string rate_text(double bytes_a_second) {
    const char* const units[] = {"B/s", "kB/s", "MB/s", "GB/s", "TB/s"};
    std::size_t unit = 0;
    for (; bytes_a_second >= 1000 && unit + 1 < std::size(units); ++unit) bytes_a_second /= 1000;
    return fmt::format("{:.{}f} {}", bytes_a_second, unit == 0 ? 0 : 1, units[unit]);
}

std::string progress_text(const std::string& line, const Amount& amount, unsigned columns) {
    enum { bar, words, rate, left, count };
    std::array<std::string, count> parts;
    parts[bar] = fmt::format("{} {:3}%", progress_bar(amount.done, amount.total, kBar),
                             share_of(amount.done, amount.total, 100));
    parts[words] = amount.words;
    if (amount.seconds >= kSoon && amount.done > 0) {
        const double speed = static_cast<double>(amount.done) / amount.seconds;
        const std::uint64_t rest = amount.total - std::min(amount.done, amount.total);
        parts[rate] = rate_text(speed);
        parts[left] = left_text(static_cast<double>(rest) / speed);
    }
    std::array<bool, count> shown{};
    std::size_t room = columns > line.size() ? columns - line.size() : 0;
    for (const int part : {bar, left, rate, words}) {
        const std::size_t wanted = parts[static_cast<std::size_t>(part)].size() + 2;
        if (wanted > room || wanted == 2) continue;
        room -= wanted;
        shown[static_cast<std::size_t>(part)] = true;
    }
    std::string text = line;
    for (std::size_t i = 0; i < count; ++i)
        if (shown[i]) text += "  " + parts[i];
    return text.substr(0, columns);
}

} // namespace calpkg::report
