#pragma once

#include "lib/report/error.hpp"

#include <string>
#include <vector>

namespace calpkg::report {

/// An error whose reason is in a log: the end of it is shown below. what() has both, on lines of their own.
class LogError : public Error {
public:
    /// `lines` may hold what comes from outside, but no line ends.
    LogError(const std::string& subject, const std::string& reason, const std::string& remedy,
             const std::vector<std::string>& lines);

    /// The lines, each with its end.
    const std::string& log() const { return log_; }
    const char* what() const noexcept override { return text_.c_str(); }

private:
    std::string log_, text_;
};

} // namespace calpkg::report
