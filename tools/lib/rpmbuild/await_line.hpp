#pragma once

#include <atomic>
#include <filesystem>
#include <string>

namespace calpkg::rpmbuild {

/// Waits until the file `log`, which another program is writing, has a whole line that is `line`: then true; or until
/// `ended` is set and it has none: false. Throws report::Interrupted.
bool await_line(const std::filesystem::path& log, const std::string& line,
                const std::atomic<bool>& ended);

} // namespace calpkg::rpmbuild
