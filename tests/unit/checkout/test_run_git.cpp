#include "lib/checkout/run_git.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

using namespace calpkg;

namespace {

/// Sets environment variables while it lives.
class Variables {
public:
    explicit Variables(const process::Environment& variables) : variables_(variables) {
        for (const auto& [name, value] : variables_) setenv(name.c_str(), value.c_str(), 1);
    }
    ~Variables() {
        for (const auto& [name, value] : variables_) unsetenv(name.c_str());
    }
    Variables(const Variables&) = delete;
    Variables& operator=(const Variables&) = delete;

private:
    process::Environment variables_;
};

} // namespace

TEST_CASE("the environment's trusted directories are read in their order, and nothing else of it") {
    CHECK(checkout::trusted_by_environment().empty());
    const Variables variables({{"GIT_CONFIG_COUNT", "3"},
                               {"GIT_CONFIG_KEY_0", "safe.directory"},
                               {"GIT_CONFIG_VALUE_0", ""},
                               {"GIT_CONFIG_KEY_1", "core.fsmonitor"},
                               {"GIT_CONFIG_VALUE_1", "evil"},
                               {"GIT_CONFIG_KEY_2", "safe.directory"},
                               {"GIT_CONFIG_VALUE_2", "/src=1"},
                               {"GIT_CONFIG_PARAMETERS", "'safe.directory'='*'"}});
    CHECK(checkout::trusted_by_environment() == checkout::Settings{{"safe.directory", ""},
                                                                   {"safe.directory", "/src=1"},
                                                                   {"safe.directory", "*"}});
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    CHECK_FALSE(checkout::run_git(repository.top(), {"config", "user.fancy"}).ok());
    CHECK(checkout::run_git(repository.top(), {"config", "user.fancy"}, {{"user.fancy", "yes"}})
              .out == "yes\n");
}

TEST_CASE("an environment that git cannot read is an error") {
    const Variables variables(process::Environment{{"GIT_CONFIG_COUNT", "2"}});
    CHECK_THROWS_WITH_AS(checkout::trusted_by_environment(),
                         doctest::Contains("git's configuration: cannot be read"), report::Error);
}

TEST_CASE("every filter that is defined is switched off, whatever its name") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    repository.git({"config", "filter.a=b.c.clean", "evil"});
    repository.git({"config", "filter.d.required", "true"});
    repository.git({"config", "remote.origin.url", "https://example.org/x"});
    const checkout::Settings off = checkout::without_filters(repository.top(), {{"x.y", "z"}});
    CHECK(off.front() == std::pair<std::string, std::string>{"x.y", "z"});
    CHECK(std::ranges::count(off, std::pair<std::string, std::string>{"filter.a=b.c.clean", ""}) ==
          1);
    CHECK(std::ranges::count(
              off, std::pair<std::string, std::string>{"filter.d.required", "false"}) == 1);
}

TEST_CASE("the origin is the last of the repository's own, not the user's") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    const std::string config = (dir.path() / "config").string();
    repository.git({"config", "--file", config, "remote.origin.url", "https://user.org/x"});
    const Variables variables({{"GIT_CONFIG_GLOBAL", config}});
    const auto origin = [&] { return checkout::read_own_settings(repository.top(), {}).origin; };
    CHECK(origin() == "");
    repository.git({"config", "--add", "remote.origin.url", "https://one.org/x"});
    repository.git({"config", "--add", "remote.origin.url", "https://two.org/x"});
    CHECK(origin() == "https://two.org/x");
}

TEST_CASE("ssh is called as the user's configuration says, not as a repository's") {
    const test::Dir dir;
    const test::Repository repository(dir.path() / "repo");
    const auto touching = [&](const std::string& name) {
        return "touch '" + (dir.path() / name).string() + "'; false";
    };
    const auto has_run = [&](const std::string& name) {
        return std::filesystem::remove(dir.path() / name);
    };
    const auto fetch = [&] {
        CHECK_FALSE(checkout::run_fetching_git(repository.top(),
                                               {"ls-remote", "ssh://host.invalid/x"}, {}, {})
                        .ok());
    };
    repository.git({"config", "core.sshCommand", touching("of-repository")});
    const std::string config = (dir.path() / "config").string();
    repository.git({"config", "--file", config, "core.sshCommand", touching("of-user")});
    const Variables variables({{"GIT_CONFIG_GLOBAL", config}});
    fetch();
    CHECK(has_run("of-user"));
    CHECK_FALSE(has_run("of-repository"));
    const Variables more({{"GIT_SSH_COMMAND", touching("of-environment")}});
    fetch();
    CHECK(has_run("of-environment"));
    CHECK_FALSE(has_run("of-user"));
}
