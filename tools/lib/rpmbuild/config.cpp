#include "lib/rpmbuild/config.hpp"

#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/config.hpp"

#include <cstdlib>

namespace calpkg::rpmbuild {

namespace {

/// The user's own macros are not read: HOME is a place where there are none.
process::Command question() {
    const char* path = std::getenv("PATH");
    process::Command command{.argv = {"rpmbuild", "--eval", "%{_rpmconfigdir}"},
                             .env = {{"PATH", path != nullptr ? path : "/usr/bin:/bin"},
                                     {"HOME", "/nonexistent"},
                                     {"LC_ALL", "C"}}};
    if (const char* moved = std::getenv("RPM_CONFIGDIR"))
        command.env.emplace_back("RPM_CONFIGDIR", moved);
    return command;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::filesystem::path ask() {
    if (!has_rpmbuild()) return rpm::config_directory();
    const process::Result answer = process::run(question());
    if (!answer.ok())
        throw report::Error("rpmbuild",
                            "does not work (" + answer.ending() + ")" +
                                (answer.err.empty() ? "" : ": " + first_line(answer.err)),
                            "install it anew, or put another one on PATH");
    const std::filesystem::path directory = first_line(answer.out);
    std::error_code failure;
    if (!std::filesystem::exists(directory / "macros", failure))
        throw report::Error(
            "rpmbuild", "does not find its own macros in " + directory.string(),
            "install it anew, or set RPM_CONFIGDIR to the directory where they are");
    return directory;
}

} // namespace

bool has_rpmbuild() {
    try {
        process::require_program("rpmbuild");
        return true;
    } catch (const report::Error&) {
        return false;
    }
}

const std::filesystem::path& rpmbuild_config_directory() {
    static const std::filesystem::path directory = ask();
    return directory;
}

std::future<void> ask_rpmbuild_config() {
    return std::async(std::launch::async, [] { rpmbuild_config_directory(); });
}

} // namespace calpkg::rpmbuild
