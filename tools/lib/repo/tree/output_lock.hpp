#pragma once

#include "lib/fs/descriptor.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace calpkg::repo {

/// Holds the lock of one output directory (`<out>/.<target>.lock`): one build at a time; a second
/// one waits. Released, and its file removed, by the destructor; a killed process releases it too.
class OutputLock {
public:
    /// `out` is there. `on_wait` is told, once, that somebody else holds the lock. Throws
    /// report::Interrupted when a signal arrives while waiting, report::Error when `out` cannot
    /// be written to.
    OutputLock(const std::filesystem::path& out, const std::string& target,
               const std::function<void()>& on_wait = {});
    ~OutputLock();
    OutputLock(const OutputLock&) = delete;
    OutputLock& operator=(const OutputLock&) = delete;

private:
    bool try_lock();

    std::filesystem::path file_;
    fs::Descriptor fd_;
};

} // namespace calpkg::repo
