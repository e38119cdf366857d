#include "lib/doctor/access.hpp"
#include "lib/doctor/checks.hpp"
#include "lib/process/run.hpp"

#include <fmt/format.h>

#include <set>

namespace calpkg::doctor {

namespace {

/// What nobody but the server needs: the key that signs sessions, and databases that are files.
std::set<std::string> secrets_of(const std::string& config) {
    std::set<std::string> paths{ini_value(config, "calamari_web", "secret_key_path")};
    if (ini_value(config, "calamari_web", "db_engine").ends_with("sqlite3"))
        paths.insert(ini_value(config, "calamari_web", "db_name"));
    constexpr std::string_view sqlite = "sqlite:///"; // a fourth slash begins the path
    if (const std::string url = ini_value(config, "cthulhu", "db_path"); url.starts_with(sqlite))
        paths.insert(url.substr(sqlite.size()));
    std::erase_if(paths, [](const std::string& path) { return !path.starts_with("/"); });
    return paths;
}

} // namespace

report::Findings check_secrets(const Context& context) {
    report::Findings findings;
    if (!context.server) return findings;
    const std::string config = configuration(context.site);
    const std::string user = ini_value(config, "calamari_web", "username");
    for (const std::string& path : secrets_of(config)) {
        const auto status = context.site.status(path);
        if (!status || !S_ISREG(status->st_mode) || !can_read(context.site, path, User{})) continue;
        findings.emplace_back(
            "readable-secret", report::Severity::warning, path,
            "can be read by every user of the machine; 'calamari-ctl initialize' makes it so",
            fmt::format("run 'chown {0} {1} && chmod 600 {1}'",
                        process::shell_word(user.empty() ? "root" : user),
                        process::shell_word(path)));
    }
    return findings;
}

} // namespace calpkg::doctor
