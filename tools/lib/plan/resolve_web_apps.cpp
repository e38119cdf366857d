// Where web apps that do not come from the checkout stand in its place.

#include "lib/plan/resolve.hpp"
#include "lib/process/run.hpp"

#include <fmt/format.h>

namespace calpkg::plan {

using stage::StagedEntry;

bool Resolver::is_elsewhere(const std::string& source) const {
    return web_apps_elsewhere_ != nullptr && web_apps_elsewhere_->find(source);
}

/// Where the content of a path of the checkout is read: there, unless web apps come from elsewhere.
std::filesystem::path Resolver::on_disk(const std::string& source) const {
    if (web_apps_elsewhere_ != nullptr)
        if (const auto found = web_apps_elsewhere_->find(source)) return *found;
    return sources_.top() / source;
}

/// The other ways to web apps that the checkout does not have built.
std::string Resolver::web_apps_remedy() const {
    const std::filesystem::path tarball = web_apps_tarball_near(sources_.top(), layout_.package);
    if (tarball.empty())
        return ", or take them from elsewhere with --web-apps DIR, TARBALL or RPM, or have them "
               "built "
               "with --web-apps build";
    return fmt::format(", or take them out of the product tarball with --web-apps {}",
                       process::shell_word(tarball.string()));
}

void Resolver::note_web_app(const layout::Rule& rule, const std::string& source,
                            const std::filesystem::path& top, const std::string& to) {
    if (is_elsewhere(source))
        web_apps_.push_back({top, layout_.package + ": " + web_apps_elsewhere_->shown(top),
                             "build it again, and give --web-apps what comes out", to});
    else
        web_apps_.push_back(
            {top, layout_.package + ": " + source, variables_.expand(rule.remedy, rule.at), to});
}

void Resolver::note_web_content(const std::string& to) {
    const std::string app = std::filesystem::path(to).filename().string();
    const std::string inside = to + "/";
    for (auto at = by_path_.lower_bound(std::string_view(inside));
         at != by_path_.end() && entries_[*at].path.starts_with(inside); ++at) {
        const StagedEntry& entry = entries_[*at];
        if (entry.kind == StagedEntry::Kind::directory) continue;
        web_apps_content_.update(fmt::format("{}{} {:o} {}{}\n", app, entry.path.substr(to.size()),
                                             entry.mode, entry.digest, entry.link));
    }
}

} // namespace calpkg::plan
