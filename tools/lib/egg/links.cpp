#include "lib/egg/links.hpp"

#include <algorithm>
#include <deque>
#include <vector>

namespace calpkg::egg {

namespace {

using Kind = LinkEnd::Kind;

constexpr int kMostLinks = 40; ///< as Linux' MAXSYMLINKS

/// Puts the parts of `path` before `rest`.
void prepend(std::deque<std::string>& rest, const std::string& path) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        parts.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    rest.insert(rest.begin(), parts.begin(), parts.end());
}

/// A file or a directory of that name.
const Member* find(const Egg& egg, const std::string& name) {
    const Member* file = egg.find(name);
    return file != nullptr ? file : egg.find(name + "/");
}

bool is_there(const Egg& egg, const std::string& name) {
    return name.empty() || find(egg, name) != nullptr ||
           std::ranges::any_of(egg.members(), [&](const Member& member) {
               return member.name.starts_with(name + "/");
           });
}

std::string parent_of(const std::string& path) {
    return path.substr(0, path.find('/') == path.npos ? 0 : path.rfind('/'));
}

} // namespace

LinkEnd follow(const Egg& egg, const Member& member) {
    std::string name = member.name;
    if (name.ends_with('/')) name.pop_back();
    std::string at = parent_of(name);
    std::deque<std::string> rest;
    if (member.link.starts_with('/')) return {Kind::outside, {}};
    prepend(rest, member.link);
    for (int links = 1; !rest.empty();) {
        const std::string part = rest.front();
        rest.pop_front();
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            if (at.empty()) return {Kind::outside, {}};
            at = parent_of(at);
            continue;
        }
        const std::string next = at.empty() ? part : at + "/" + part;
        const Member* found = find(egg, next);
        if (found == nullptr || found->link.empty()) {
            at = next;
            continue;
        }
        if (++links > kMostLinks) return {Kind::nowhere, {}};
        if (found->link.starts_with('/')) return {Kind::outside, {}};
        prepend(rest, found->link);
    }
    return is_there(egg, at) ? LinkEnd{Kind::inside, at} : LinkEnd{Kind::nowhere, {}};
}

} // namespace calpkg::egg
