#include "lib/plan/glob.hpp"

#include <vector>

namespace calpkg::plan {

namespace {

/// For each place in a path, its end included, whether what is left of a pattern matches all from there on.
using Matches = std::vector<bool>;

bool is_one(char wanted, char character) {
    return wanted == '?' ? character != '/' : wanted == character;
}

/// The pattern's first step: "**/", "**", "*" or one character.
std::string_view first_step(std::string_view pattern) {
    for (const std::string_view wildcard : {"**/", "**"})
        if (pattern.starts_with(wildcard)) return pattern.substr(0, wildcard.size());
    return pattern.substr(0, 1);
}

/// Where `step` matches with `rest` behind it.
Matches before(std::string_view step, const Matches& rest, std::string_view path) {
    const bool wildcard = step.front() == '*';
    Matches matches(rest.size(), false);
    matches.back() = wildcard && rest.back();
    bool later = false; // of "**/": whether the rest matches behind a later slash
    for (std::size_t at = path.size(); at-- > 0;) {
        if (!wildcard) {
            matches[at] = is_one(step.front(), path[at]) && rest[at + 1];
        } else if (step.ends_with('/')) {
            later = later || (path[at] == '/' && rest[at + 1]);
            matches[at] = rest[at] || later;
        } else {
            const bool crosses = path[at] != '/' || step.size() > 1;
            matches[at] = rest[at] || (crosses && matches[at + 1]);
        }
    }
    return matches;
}

} // namespace

bool glob_match(std::string_view pattern, std::string_view path) {
    while (!pattern.empty() && pattern.front() != '*') {
        if (path.empty() || !is_one(pattern.front(), path.front())) return false;
        pattern.remove_prefix(1);
        path.remove_prefix(1);
    }
    std::vector<std::string_view> steps;
    for (; !pattern.empty(); pattern.remove_prefix(steps.back().size()))
        steps.push_back(first_step(pattern));
    // Each step goes along the path once, so that many wildcards take no longer than as many letters.
    Matches matches(path.size() + 1, false);
    matches.back() = true;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        matches = before(*step, matches, path);
    return matches.front();
}

} // namespace calpkg::plan
