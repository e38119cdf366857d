#pragma once

#include <mutex>
#include <string>

namespace calpkg::rpm {

/// Entry to librpm. Its macros, configuration and log are global, so a caller holds a
/// Session; others wait until it ends. While it lives, librpm's messages are collected, none is
/// printed. One a thread: a second one inside the first would wait for itself.
class Session {
public:
    /// The first Session of the process reads rpm's own configuration: what the distribution's rpm
    /// ships, neither the user's files nor /etc. Throws report::Error when rpm is not installed.
    Session();
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// What librpm has said since the session began: warnings and errors in one line, joined by
    /// "; ", fit for an Error's reason. Each loses `prefix` when it begins with it: librpm puts the
    /// file before its words, an Error names it itself.
    std::string messages(const std::string& prefix = {}) const;

private:
    std::unique_lock<std::mutex> lock_;
    std::string log_; ///< lines, newline after each
};

} // namespace calpkg::rpm
