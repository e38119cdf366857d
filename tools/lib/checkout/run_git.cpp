#include "lib/checkout/run_git.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>
#include <string_view>

namespace calpkg::checkout {

namespace {

/// Whether there was such a variable to pass on.
bool pass_on(process::Environment& env, const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value != nullptr) env.emplace_back(name, value);
    return value != nullptr;
}

/// Which files git reads its configuration from.
process::Environment with_configuration_files() {
    process::Environment env = process::plain_environment();
    for (const char* name : {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"})
        pass_on(env, name);
    return env;
}

/// The user's own files hold (safe.directory), but no attributes of the machine's; what reaches out
/// of the repository does not: no network, no lazy fetch, no replaced objects, no grafted history,
/// no index update.
process::Environment git_environment() {
    process::Environment env = with_configuration_files();
    env.insert(env.end(), {{"GIT_NO_REPLACE_OBJECTS", "1"},
                           {"GIT_NO_LAZY_FETCH", "1"},
                           {"GIT_ATTR_NOSYSTEM", "1"},
                           {"GIT_GRAFT_FILE", "/dev/null"},
                           {"GIT_TERMINAL_PROMPT", "0"}});
    pass_on(env, "SUDO_UID"); // under sudo git lets root read what the calling user owns
    return env;
}

/// What the user has set, not the repository; git's own way, but that a question on the terminal would wait for ever:
/// git has none.
std::string ssh_command() {
    process::Command command;
    command.argv = {"git", "config", "--get", "core.sshCommand"};
    command.env = with_configuration_files();
    command.env.emplace_back("GIT_DIR", "/dev/null");
    const std::string own = process::run(command).out;
    return own.empty() ? "ssh -o BatchMode=yes" : own.substr(0, own.find('\n'));
}

/// Beside that what says how the network is reached.
process::Environment fetching_environment() {
    process::Environment env = git_environment();
    env.emplace_back("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file");
    for (const char* name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
          "NO_PROXY", "GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSH_AUTH_SOCK"})
        pass_on(env, name);
    if (!pass_on(env, "GIT_SSH_COMMAND")) env.emplace_back("GIT_SSH_COMMAND", ssh_command());
    return env;
}

/// In the environment, for a name in it may hold a "=".
void add(process::Environment& env, const Settings& settings) {
    env.emplace_back("GIT_CONFIG_COUNT", std::to_string(settings.size()));
    for (std::size_t i = 0; i < settings.size(); ++i) {
        env.emplace_back(fmt::format("GIT_CONFIG_KEY_{}", i), settings[i].first);
        env.emplace_back(fmt::format("GIT_CONFIG_VALUE_{}", i), settings[i].second);
    }
}

/// The name that a setting of a filter belongs to: "filter.NAME" of "filter.NAME.clean".
std::string driver_of(const std::string& key) { return key.substr(0, key.rfind('.')); }

process::Command git_command(const std::filesystem::path& top, const Arguments& arguments,
                             process::Environment env) {
    process::Command command;
    command.argv = {"git", "--no-pager",
                    "-c",  "core.fsmonitor=false",
                    "-c",  "core.hooksPath=/dev/null",
                    "-c",  "core.quotepath=false"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.cwd = top;
    command.env = std::move(env);
    return command;
}

} // namespace

process::Environment reading_environment() {
    process::Environment env = git_environment();
    env.emplace_back("GIT_OPTIONAL_LOCKS", "0");
    env.emplace_back("GIT_ALLOW_PROTOCOL", "none");
    return env;
}

process::Result run_git(const std::filesystem::path& top, const Arguments& arguments,
                        const Settings& settings, const std::filesystem::path& index) {
    process::Command command = git_command(top, arguments, reading_environment());
    if (!index.empty()) command.env.emplace_back("GIT_INDEX_FILE", index.string());
    add(command.env, settings);
    return process::run(command);
}

process::Result run_git_on(const std::filesystem::path& top, const Arguments& arguments,
                           std::string_view input) {
    process::Started git(git_command(top, arguments, reading_environment()));
    return git.finish(input);
}

process::Result run_fetching_git(const std::filesystem::path& top, const Arguments& arguments,
                                 const Settings& settings,
                                 const std::function<void(std::string_view)>& on_err) {
    process::Command command = git_command(top, arguments, fetching_environment());
    Settings all{{"submodule.recurse", "false"},
                 {"fetch.recurseSubmodules", "false"},
                 {"gc.auto", "0"}, // nothing goes on behind our back
                 {"maintenance.auto", "false"},
                 {"core.autocrlf", "false"},
                 {"core.eol", "lf"},
                 {"core.attributesFile", "/dev/null"}};
    all.insert(all.end(), settings.begin(), settings.end());
    add(command.env, all);
    command.on_err = on_err;
    return process::run(command);
}

Settings trusted_by_environment() {
    process::Command command;
    command.argv = {"git", "config", "--null", "--show-scope", "--get-all", "safe.directory"};
    command.env = with_configuration_files();
    command.env.emplace_back("GIT_DIR", "/dev/null"); // no repository has a say
    pass_on(command.env, "GIT_CONFIG_PARAMETERS");
    pass_on(command.env, "GIT_CONFIG_COUNT");
    // Up to the first that is missing: where that is too early, git says so.
    for (int i = 0; pass_on(command.env, fmt::format("GIT_CONFIG_KEY_{}", i)); ++i)
        pass_on(command.env, fmt::format("GIT_CONFIG_VALUE_{}", i));
    const process::Result result = process::run(command);
    const bool none = result.signal == 0 && result.exit_code == 1 && result.err.empty();
    if (!result.ok() && !none)
        throw report::Error("git's configuration", "cannot be read: " + git_words(result),
                            "see what 'git config --list --show-origin' says");
    Settings settings;
    const std::vector<std::string> pieces = split_nul(result.out);
    for (std::size_t i = 0; i + 1 < pieces.size(); i += 2)
        if (pieces[i] == "command") settings.emplace_back("safe.directory", pieces[i + 1]);
    return settings;
}

OwnSettings read_own_settings(const std::filesystem::path& top, const Settings& settings) {
    const process::Result result =
        run_git(top, {"config", "--null", "--show-scope", "--list"}, settings);
    if (!result.ok())
        throw report::Error(top.string(),
                            "git's configuration cannot be read: " + git_words(result),
                            "see what 'git config --list' says there");
    OwnSettings own;
    own.without_filters = settings;
    own.all = result.out;
    std::set<std::string> drivers;
    const std::vector<std::string> pieces = split_nul(result.out); // scope, "key LF value"
    for (std::size_t i = 0; i + 1 < pieces.size(); i += 2) {
        const std::size_t end = std::min(pieces[i + 1].find('\n'), pieces[i + 1].size());
        const std::string key = pieces[i + 1].substr(0, end);
        if (key.starts_with("filter.") && key.find('.') != key.rfind('.'))
            drivers.insert(driver_of(key));
        else if (key == "core.attributesfile")
            own.has_attributes_file = true;
        else if (key == "remote.origin.url" && pieces[i] == "local" && end < pieces[i + 1].size())
            own.origin = pieces[i + 1].substr(end + 1);
    }
    for (const std::string& driver : drivers) {
        for (const char* program : {".clean", ".smudge", ".process"})
            own.without_filters.emplace_back(driver + program, "");
        own.without_filters.emplace_back(driver + ".required", "false");
    }
    return own;
}

Settings without_filters(const std::filesystem::path& top, const Settings& settings) {
    return read_own_settings(top, settings).without_filters;
}

std::string git_words(const process::Result& result) {
    std::string_view text = result.err;
    if (const auto fatal = text.find("fatal: "); fatal != text.npos) text.remove_prefix(fatal + 7);
    text = text.substr(0, text.find('\n'));
    return text.empty() ? result.ending() : std::string(text);
}

std::vector<std::string> split_nul(const std::string& text) {
    std::vector<std::string> pieces;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\0', begin), text.size());
        pieces.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return pieces;
}

} // namespace calpkg::checkout
