#include "lib/check/web/other_app.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace calpkg::check {

namespace {

constexpr std::uintmax_t kLargestPage = 1U << 20;

/// The words of a page, tags and attributes among them. The build changes few of them.
std::set<std::string> words_of(std::string_view page) {
    constexpr std::string_view between = " \t\r\n<>=\"'/;,";
    std::set<std::string> words;
    while (!page.empty()) {
        const std::size_t end = std::min(page.find_first_of(between), page.size());
        if (end > 0) words.emplace(page.substr(0, end));
        page.remove_prefix(std::min(end + 1, page.size()));
    }
    return words;
}

/// How alike two sets are, 0 to 1000: common words of all words.
std::size_t likeness(const std::set<std::string>& one, const std::set<std::string>& other) {
    const auto common = static_cast<std::size_t>(
        std::ranges::count_if(one, [&](const std::string& word) { return other.contains(word); }));
    const std::size_t all = one.size() + other.size() - common;
    return all == 0 ? 0 : common * 1000 / all;
}

std::set<std::string> source_of(const std::filesystem::path& checkout, const WebApp& app) {
    try {
        return words_of(
            fs::read_file(checkout / app.url.substr(1) / "app/index.html", kLargestPage));
    } catch (const report::Error&) { // no such source: nothing to compare with
        return {};
    }
}

} // namespace

report::Findings other_apps(const std::filesystem::path& checkout, const std::vector<WebApp>& apps,
                            const std::vector<WebAppVerdict>& verdicts) {
    constexpr std::size_t clearly = 100; // of 1000
    std::vector<std::set<std::string>> sources;
    for (const WebApp& app : apps) sources.push_back(source_of(checkout, app));
    report::Findings findings;
    for (std::size_t i = 0; i < apps.size(); ++i) {
        const std::set<std::string> page = words_of(verdicts[i].page);
        if (page.empty() || sources[i].empty()) continue;
        std::size_t best = i;
        for (std::size_t k = 0; k < apps.size(); ++k)
            if (likeness(page, sources[k]) > likeness(page, sources[best])) best = k;
        if (likeness(page, sources[best]) < likeness(page, sources[i]) + clearly) continue;
        findings.push_back(
            {"other-app", report::Severity::error, apps[i].subject,
             fmt::format("its index.html is that of the app '{}'", apps[best].url.substr(1)),
             apps[i].remedy});
    }
    return findings;
}

} // namespace calpkg::check
