#include "lib/report/log_error.hpp"

namespace calpkg::report {

LogError::LogError(const std::string& subject, const std::string& reason, const std::string& remedy,
                   const std::vector<std::string>& lines)
    : Error(subject, reason, remedy),
      text_(Error::what()) {
    for (const std::string& line : lines) {
        log_ += escaped(line) + "\n";
        text_ += "\n" + escaped(line);
    }
}

} // namespace calpkg::report
