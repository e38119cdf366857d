#include "cal-pkg/options/unused_options.hpp"

#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <filesystem>

namespace calpkg::cli {

void UnusedOptions::note(const std::string& subject, const std::string& why) {
    findings_.emplace_back("unused-option", report::Severity::note, subject, "is not used: " + why,
                           "leave it out");
}

void UnusedOptions::add(const std::string& option, const std::string& value,
                        const std::string& why) {
    if (!value.empty()) note(option + " " + value, why);
}

void UnusedOptions::add_flag(const std::string& option, bool given, const std::string& why) {
    if (given) note(option, why);
}

void UnusedOptions::add_path(const std::string& option, const std::string& value,
                             const std::string& why) {
    if (!value.empty() && !fs::is_there(value))
        throw report::Error(option + " " + value, "is not there, and not used either: " + why,
                            "check its name, or leave it out");
    add(option, value, why);
}

void UnusedOptions::add_program(const std::string& option, const std::string& value,
                                const std::string& why) {
    if (value.find('/') == std::string::npos)
        add(option, value, why);
    else
        add_path(option, value, why);
}

void UnusedOptions::add_directory(const std::string& option, const std::string& value,
                                  const std::string& why) {
    if (!value.empty() && !std::filesystem::is_directory(value))
        throw report::Error(option + " " + value, "is not a directory, and not used either: " + why,
                            "check its name, or leave it out");
    add(option, value, why);
}

} // namespace calpkg::cli
