#pragma once

#include "lib/check/web/web_app.hpp"

#include <filesystem>
#include <vector>

namespace calpkg::check {

/// Errors `other-app` for apps in whose place another one's files lie: their pages are rather like the source of
/// another app's page, `<app>/app/index.html` of the checkout (where yeoman's generators put it). `verdicts` are
/// those of `apps`. Silent where the checkout has no such sources.
report::Findings other_apps(const std::filesystem::path& checkout, const std::vector<WebApp>& apps,
                            const std::vector<WebAppVerdict>& verdicts);

} // namespace calpkg::check
