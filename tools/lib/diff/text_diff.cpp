#include "lib/diff/text_diff.hpp"

#include "lib/diff/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace calpkg::diff {

namespace {

constexpr std::size_t kContext = 3;
constexpr int kMostEdits = 2000; ///< the search's memory grows with its square

using Lines = std::vector<std::string_view>; ///< each with its newline

/// A line of the comparison: ' ' in both, '-' of the old text, '+' of the new.
struct Step {
    char kind;
    std::size_t old_line, new_line; ///< lines of both texts that stand before it
};

void add_plain(std::vector<Step>& steps, char kind, std::size_t count, std::size_t& x,
               std::size_t& y) {
    for (std::size_t i = 0; i < count; ++i) {
        steps.push_back({kind, x, y});
        if (kind != '+') ++x;
        if (kind != '-') ++y;
    }
}

/// Greedy search for the fewest edits (Myers, "An O(ND) difference algorithm", 1986): the furthest
/// old line on each diagonal, one row for each number of edits. Empty when it takes too many.
std::vector<std::vector<int>> search(const Lines& a, const Lines& b) {
    const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
    const int most = std::min(n + m, kMostEdits);
    std::vector<std::vector<int>> rows;
    std::vector<int> furthest(static_cast<std::size_t>(2 * most + 3), 0);
    const auto at = [&](int diagonal) -> int& {
        return furthest[static_cast<std::size_t>(diagonal + most + 1)];
    };
    for (int edits = 0; edits <= most; ++edits) {
        for (int k = -edits; k <= edits; k += 2) {
            const bool insert = k == -edits || (k != edits && at(k - 1) < at(k + 1));
            int x = insert ? at(k + 1) : at(k - 1) + 1;
            while (x < n && x - k < m &&
                   a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)])
                ++x;
            at(k) = x;
        }
        rows.emplace_back(furthest.begin() + (most + 1 - edits),
                          furthest.begin() + (most + 2 + edits));
        if (std::abs(n - m) <= edits && (edits - (n - m)) % 2 == 0 && at(n - m) >= n) return rows;
    }
    return {};
}

/// The edits from the start to the end, traced back through the rows of search().
std::string kinds(const Lines& a, const Lines& b) {
    // Nothing to find: what has been removed or added as a whole, and what only begins or ends otherwise.
    const auto rows = a.empty() || b.empty() ? std::vector<std::vector<int>>() : search(a, b);
    if (rows.empty()) return std::string(a.size(), '-') + std::string(b.size(), '+');
    std::string reversed;
    int x = static_cast<int>(a.size()), y = static_cast<int>(b.size());
    for (int edits = static_cast<int>(rows.size()) - 1; edits > 0; --edits) {
        const auto& row = rows[static_cast<std::size_t>(edits) - 1];
        const auto furthest = [&](int diagonal) {
            const int index = diagonal + edits - 1;
            return index < 0 || index >= static_cast<int>(row.size())
                       ? -1
                       : row[static_cast<std::size_t>(index)];
        };
        const int k = x - y;
        const bool insert = k == -edits || (k != edits && furthest(k - 1) < furthest(k + 1));
        const int from = furthest(insert ? k + 1 : k - 1);
        const int edited = insert ? from : from + 1;
        reversed.append(static_cast<std::size_t>(x - edited), ' ');
        reversed += insert ? '+' : '-';
        x = from;
        y = from - (insert ? k + 1 : k - 1);
    }
    reversed.append(static_cast<std::size_t>(x), ' ');
    return {reversed.rbegin(), reversed.rend()};
}

/// Both texts' equal beginnings and ends are left to no search.
std::vector<Step> compare(const Lines& a, const Lines& b) {
    const auto same = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto head = static_cast<std::size_t>(same.first - a.begin());
    std::size_t tail = 0;
    while (tail < std::min(a.size(), b.size()) - head &&
           a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    const auto middle = [&](const Lines& lines) {
        return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head),
                     lines.end() - static_cast<std::ptrdiff_t>(tail));
    };
    std::vector<Step> steps;
    std::size_t x = 0, y = 0;
    add_plain(steps, ' ', head, x, y);
    for (const char kind : kinds(middle(a), middle(b))) add_plain(steps, kind, 1, x, y);
    add_plain(steps, ' ', tail, x, y);
    return steps;
}

/// "12,3"; the line before for an empty range, no count for one line.
std::string range(std::size_t begin, std::size_t count) {
    if (count == 1) return fmt::format("{}", begin + 1);
    return fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

std::string hunk(const std::vector<Step>& steps, std::size_t begin, std::size_t end, const Lines& a,
                 const Lines& b) {
    std::string body;
    std::size_t old_count = 0, new_count = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const Step& step = steps[i];
        old_count += step.kind != '+';
        new_count += step.kind != '-';
        body += step.kind;
        body += step.kind == '+' ? b[step.new_line] : a[step.old_line];
        if (body.back() != '\n') body += "\n\\ No newline at end of file\n";
    }
    return fmt::format("@@ -{} +{} @@\n", range(steps[begin].old_line, old_count),
                       range(steps[begin].new_line, new_count)) +
           body;
}

} // namespace

bool is_text(std::string_view content) { return content.find('\0') == content.npos; }

std::string unified_diff(const std::string& name, const std::string* before,
                         const std::string* after) {
    const auto lines_of = [](const std::string* text) {
        return text == nullptr ? Lines() : whole_lines<std::string_view>(*text);
    };
    const Lines a = lines_of(before), b = lines_of(after);
    const std::vector<Step> steps = compare(a, b);
    std::string out;
    for (std::size_t i = 0; i < steps.size();) {
        if (steps[i].kind == ' ') {
            ++i;
            continue;
        }
        // A hunk goes on while the next change is within both contexts.
        std::size_t last = i;
        for (std::size_t next = i; next < steps.size() && next - last <= 2 * kContext + 1; ++next)
            if (steps[next].kind != ' ') last = next;
        const std::size_t begin = i - std::min(i, kContext);
        const std::size_t end = std::min(last + 1 + kContext, steps.size());
        out += hunk(steps, begin, end, a, b);
        i = end;
    }
    if (out.empty()) return out;
    return fmt::format("--- {}\n+++ {}\n", before != nullptr ? "a/" + name : "/dev/null",
                       after != nullptr ? "b/" + name : "/dev/null") +
           out;
}

} // namespace calpkg::diff
