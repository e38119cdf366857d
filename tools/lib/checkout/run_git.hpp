#pragma once

#include "lib/process/run.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calpkg::checkout {

using Arguments = std::vector<std::string>;

/// Configuration for one run of git, above what any file says: names and values, in order.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// Runs git in `top`. It reads the repository's configuration and the user's and system's files, those that
/// GIT_CONFIG_GLOBAL and GIT_CONFIG_SYSTEM name, too; of what else the environment says, nothing. No hook and no
/// monitor runs, nothing is fetched, nothing is written. `index`, when given, takes the place of the checkout's own.
process::Result run_git(const std::filesystem::path& top, const Arguments& arguments,
                        const Settings& settings = {}, const std::filesystem::path& index = {});

/// What run_git() gives git as its environment, but for settings: all of it that decides what git says.
process::Environment reading_environment();

/// The same with `input` on its standard input.
process::Result run_git_on(const std::filesystem::path& top, const Arguments& arguments,
                           std::string_view input);

/// Runs git in `top` so that it may write there, and read other repositories: by https, http, ssh, the git protocol
/// or a path, and in no other way. It never asks. Configuration, hooks and monitors are as for run_git(), filters are
/// the caller's affair (without_filters); submodules stay as they are. `on_err` is told git's progress; may be empty.
process::Result run_fetching_git(const std::filesystem::path& top, const Arguments& arguments,
                                 const Settings& settings,
                                 const std::function<void(std::string_view)>& on_err);

/// The safe.directory of the environment (GIT_CONFIG_COUNT, GIT_CONFIG_PARAMETERS): whose checkouts the user trusts
/// beside those that files name. Throws report::Error when git cannot read its configuration.
Settings trusted_by_environment();

/// What the configuration that holds in a repository says to those who only read there.
struct OwnSettings {
    Settings without_filters; ///< switch off every filter that is defined, for git would run them
    std::string
        origin; ///< the repository's own remote.origin.url, the last one; empty where it has none
    bool has_attributes_file = false; ///< whether core.attributesFile names one
    std::string all;                  ///< the whole configuration, as git lists it
};

/// Those of `top`, with `settings` in front of what switches filters off.
OwnSettings read_own_settings(const std::filesystem::path& top, const Settings& settings);
/// The same, of which only that is wanted.
Settings without_filters(const std::filesystem::path& top, const Settings& settings);

/// What git complained about, in one line.
std::string git_words(const process::Result& result);

/// Pieces of NUL-terminated output.
std::vector<std::string> split_nul(const std::string& text);

} // namespace calpkg::checkout
